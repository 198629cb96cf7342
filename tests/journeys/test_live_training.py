"""A learner in one of three zones: the course page, enrolling, the reminder, one click into the
meeting, and the certificate. And a session that is moved after its reminder went out.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from live.actions import change_session
from live.models import Attendance, LiveSession
from lms.celery import app
from tests.factories.courses import make_course, make_run
from tests.factories.learning import make_learner
from tests.factories.live import make_session, session_block
from tests.journeys.learner import Learner
from tests.journeys.site import link_in
from tests.live.arranging import announce
from tests.waiting import wait_until
from users.models import User

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.long]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TITLE = "Reading a street together"


@pytest.fixture
def session(site):
    """In 55 minutes; where the meeting would be is a page of the site itself."""
    now = timezone.now()
    block = session_block(title=TITLE)
    course = make_course(lessons=(1,), checks=False, is_certifying=True)
    announce(course, block)
    first = now - 2 * DAY
    run = make_run(
        course, opens_at=first, starts_at=first, ends_at=now + 30 * DAY, time_zone="Asia/Seoul"
    )
    return make_session(
        run,
        block=block,
        starts_at=(now + 55 * MINUTE).replace(second=0, microsecond=0),
        join_url=f"{site.url}/en/styleguide/",
        changed_at=now,
    )


def comes(learner, session, zone, **options) -> Learner:
    """Their account and their browser are in this zone; they enroll from the course page."""
    person = learner(timezone_id=zone, **options)
    User.objects.filter(email=person.email).update(time_zone=zone)
    person.enroll(session.run.slug)
    return person


def reminder_of(site, person):
    app.send_task("live.send_reminders")
    mail = site.wait_for_mail(person.email, f"In an hour: “{TITLE}”")
    return link_in(mail, "/join/")


def let_it_be_now(session, starts_at):
    LiveSession.objects.filter(pk=session.pk).update(starts_at=starts_at)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Santiago", "Pacific/Fiji"])
def test_from_the_course_page_to_the_meeting_and_the_certificate(site, learner, session, zone):
    city = zone.rpartition("/")[2]
    own = session.starts_at.astimezone(ZoneInfo(zone))
    host = session.starts_at.astimezone(ZoneInfo("Asia/Seoul"))
    person = learner(timezone_id=zone)
    User.objects.filter(email=person.email).update(time_zone=zone)
    page = person.page
    page.goto(f"/en/learn/{session.run.slug}/course/")
    planned = page.locator(".course__aside")
    expect(planned).to_contain_text(f"{host:%H:%M}")
    expect(planned).to_contain_text("(Seoul)")
    expect(planned).to_contain_text(f"{own:%H:%M} ({city})")

    person.enroll()
    expect(page.locator("main")).to_contain_text(f"{own:%H:%M}")
    expect(page.locator("main")).to_contain_text(f"{host:%H:%M} (Seoul)")
    link = reminder_of(site, person)
    page.goto(link)
    expect(page.get_by_text("You come in by this link from")).to_contain_text(f"({city})")
    assert not Attendance.objects.filter(session=session).exists()

    let_it_be_now(session, timezone.now() + 5 * MINUTE)
    page.goto(link)  # one click: the page sends its form by itself
    page.wait_for_url("**/en/styleguide/")
    came = Attendance.objects.get(session=session)
    assert came.source == "JOIN"

    # Two hours later.
    let_it_be_now(session, timezone.now() - 2 * HOUR)
    Attendance.objects.filter(pk=came.pk).update(at=timezone.now() - 2 * HOUR)
    app.send_task("live.settle_sessions")
    site.wait_for_mail(person.email, "Your certificate", seconds=20)
    page.goto(f"/en/sessions/{session.run.slug}/")
    expect(page.get_by_role("heading", name="Over")).to_be_visible()


def test_moved_after_the_reminder_everybody_hears_once_and_the_old_link_leads_to_the_new_time(
    site, learner, session
):
    person = comes(learner, session, "Asia/Kathmandu", java_script_enabled=False)
    link = reminder_of(site, person)
    later = session.starts_at + DAY
    seoul = later.astimezone(ZoneInfo("Asia/Seoul"))
    values = {"starts_at": later, "planned_for": f"{seoul:%Y-%m-%dT%H:%M}"}
    change_session(session=session, values=values, sequence=0, by=make_learner(), at=timezone.now())

    site.wait_for_mail(person.email, f"Another time: “{TITLE}”")
    person.page.goto(link)

    own = later.astimezone(ZoneInfo("Asia/Kathmandu"))
    expect(person.page.locator("main")).to_contain_text(f"{own.day} {own:%B %Y, %H:%M}")
    let_it_be_now(session, timezone.now() + 5 * MINUTE)
    person.page.goto(link)
    person.page.get_by_role("button", name="Join as").click()
    person.page.wait_for_url("**/en/styleguide/")
    wait_until(lambda: Attendance.objects.filter(session=session).count() == 1, 5)
    assert len(site.mails_to(person.email, f"Another time: “{TITLE}”")) == 1
