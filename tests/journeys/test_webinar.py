"""A stranger signs up for a webinar, confirms, and takes part without a password."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import CourseRun
from live.models import Attendance, LiveSession
from live.models.session import OPENS_BEFORE
from tests.journeys.site import link_in
from users.models import User

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.long]
PHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
WEBINAR = "Webinar on AI for Air Quality Management"


@pytest.fixture
def session(site):
    """The one of the demo; where the meeting would be is a page of the site itself."""
    run = CourseRun.objects.get(slug="webinar-ai-air-quality")
    session = LiveSession.objects.get(run=run)
    starts_at = timezone.now() + timedelta(days=9)
    LiveSession.objects.update_or_create(
        pk=session.pk, defaults={"starts_at": starts_at, "join_url": f"{site.url}/en/styleguide/"}
    )
    return session


def opens_while_looked_at(page, link, session):
    """The page that was left open renews itself at the opening, and joins nobody by itself."""
    start = timezone.now() + OPENS_BEFORE + timedelta(seconds=3)
    LiveSession.objects.filter(pk=session.pk).update(starts_at=start)
    page.goto(link)
    expect(page.get_by_role("button", name="Join as Sera T.")).to_have_count(0)
    expect(page.get_by_role("button", name="Join as Sera T.")).to_be_visible(timeout=30_000)
    assert not Attendance.objects.filter(session=session).exists()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone without scripts"])
def test_from_the_course_page_to_the_meeting_without_an_account(site, visit, session, options):
    address = "phone.guest@example.org" if options else "desk.guest@example.org"
    page = visit(timezone_id="Pacific/Fiji", **options).page
    page.goto("/en/courses/")
    page.locator("main").get_by_role("link", name=WEBINAR).first.click()
    page.locator("main").get_by_role("link", name="Sign up for the webinar").click()
    main = page.locator("main")
    main.get_by_role("textbox", name="Name").fill("Sera Tuilagi")
    main.get_by_role("textbox", name="E-mail").first.fill(address)  # the second: a lost link
    main.get_by_role("textbox", name="City").fill("Suva")
    main.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    assert not User.objects.filter(email=address).exists()

    mail = site.wait_for_mail(address, "")
    page.goto(link_in(mail, "/webinar/confirm/"))
    page.get_by_role("button", name="Confirm and take part").dblclick()
    expect(page.locator("main").get_by_text("You take part.")).to_be_visible()
    person = User.objects.get(email=address)
    assert not person.has_usable_password()
    link = link_in(site.wait_for_mail(address, f"You take part: “{WEBINAR}”"), "/join/")
    page.goto(link)
    expect(page.get_by_text("You come in by this link from")).to_be_visible()
    if not options:
        opens_while_looked_at(page, link, session)

    LiveSession.objects.filter(pk=session.pk).update(starts_at=timezone.now())
    page.goto(link)
    if options:
        page.get_by_role("button", name="Join as Sera T.").click()
    page.wait_for_url("**/en/styleguide/")
    assert Attendance.objects.get(enrollment__learner=person).source == "JOIN"
