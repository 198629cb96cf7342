"""The day of a session at its host's desk: a code, who is there, ten minutes later, the list, and
the report of the meeting afterwards.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import CourseRun
from learning.models import ActivityResult
from live.models import Attendance, LiveSession
from lms.celery import app
from tests.journeys.learner import sample
from tests.waiting import wait_until

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.long]
MINUTE = timedelta(minutes=1)
REPORT = "Name (Original Name),User Email,Total Duration (Minutes),Guest\n{people}\n"


@pytest.fixture
def session(site):
    """The second of the demo's series begins in five minutes."""
    run = CourseRun.objects.get(slug="japanese-case-studies-series")
    second = run.sessions.order_by("starts_at")[1]
    LiveSession.objects.filter(pk=second.pk).update(starts_at=timezone.now() + 5 * MINUTE)
    second.refresh_from_db()
    return second


def sources_of(session, name):
    rows = Attendance.objects.filter(
        session=session, enrollment__learner__email=f"{name}@example.org"
    )
    return set(rows.values_list("source", flat=True))


def test_from_the_code_to_the_report(site, visit, session, tmp_path):
    host = sample(visit(timezone_id="Asia/Tokyo"), "author.plusarts@example.org")
    host.sign_in()
    page = host.page
    desk = reverse("studio:session-desk", args=[session.pk])
    page.goto(desk)
    page.get_by_role("button", name="Make a code").dblclick()
    code = page.locator(".desk-code").inner_text()

    rina = sample(visit(timezone_id="America/Santiago"), "learner@example.org")
    rina.sign_in()
    rina.page.goto(reverse("live:session", args=[session.run.slug, session.key]))
    rina.page.get_by_label("Code", exact=True).fill(f"{code[:3].lower()} {code[3:]}")
    rina.page.get_by_role("button", name="I am here").click()
    expect(rina.page.locator("main")).to_contain_text("noted")
    assert sources_of(session, "learner") == {"CODE"}

    expect(page.locator("#desk-live")).to_contain_text("Rina Kartikasari", timeout=25_000)
    late = page.locator("section", has=page.get_by_role("heading", name="We start later"))
    late.locator("input[type=number], input[type=text], select").last.fill("10")
    late.get_by_role("button", name="Say so to everybody").dblclick()
    expect(page.locator(".messages")).to_contain_text("Said.")
    site.wait_for_mail("learner@example.org", session.title)
    assert LiveSession.objects.get(pk=session.pk).delay_minutes == 10

    page.goto(desk)
    page.get_by_label("佐藤ひかり came").check()
    page.get_by_role("button", name="Keep the list").click()
    expect(page.locator(".messages")).to_be_visible()
    assert sources_of(session, "sato") == {"LIST"}

    # Three hours later.
    LiveSession.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - 180 * MINUTE, evidence_at=timezone.now(), settled_at=None
    )
    report = tmp_path / "participants.csv"
    report.write_text(REPORT.format(people="Lin,lin@example.org,88,No\nA guest,,40,Yes"))
    page.goto(desk)
    page.get_by_role("link", name="Load the meeting’s report").click()
    page.locator("main input[type=file], #main input[type=file]").set_input_files(report)
    page.locator("#main form button[type=submit]").last.click()
    expect(page.locator("#main")).to_contain_text("A guest")
    page.locator("#main form button[type=submit]").last.click()
    wait_until(lambda: sources_of(session, "lin") == {"REPORT"}, 10)

    app.send_task("live.settle_sessions")
    wait_until(
        lambda: ActivityResult.objects.filter(activity_key=session.activity_key).count() == 3, 20
    )
    page.goto(desk)
    expect(page.locator("#desk-live")).to_contain_text("counts as attended")
