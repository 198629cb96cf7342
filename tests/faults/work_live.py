"""The same for the tasks of live sessions and webinars."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from learning.models import ActivityResult, Enrollment, ResultKind
from live.hours import at_hour
from live.mails import SESSION_MOVED, SESSION_REMINDER
from live.models import AttendanceReport, LiveSession, SignUp
from mail.models import Delivery, DeliveryState
from tests.factories.courses import make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import (
    make_attendance,
    make_report,
    make_session,
    make_sign_up,
    make_sign_up_link,
    session_block,
)
from tests.faults.work import ROWS, Work
from tests.live.arranging import run_with_session


def hold_a_session() -> None:
    """It is over, several people came, and nobody has been told so."""
    run, block = run_with_session(session_block())
    session = make_session(run, block=block, starts_at=timezone.now() - timedelta(hours=3))
    for _ in range(ROWS):
        make_attendance(session, make_enrollment(run=run))


def attended_once() -> bool:
    facts = ActivityResult.objects.valid().filter(kind=ResultKind.SESSION)
    return facts.count() == ROWS == facts.values("enrollment").distinct().count()


def begin_within_the_hour() -> None:
    """A session for which several people enrolled long ago."""
    now = timezone.now()
    run = make_run(make_course(lessons=(1,)))
    make_session(run, starts_at=now + timedelta(minutes=45))
    for _ in range(ROWS):
        make_enrollment(run=run)
    Enrollment.objects.update(enrolled_at=now - timedelta(days=9))


def reminded() -> int:
    return Delivery.objects.filter(template=SESSION_REMINDER, state=DeliveryState.SENT).count()


def load_old_reports() -> None:
    """Reports that were read long ago."""
    session, host = make_session(), make_learner()
    for _ in range(ROWS):
        make_report(session, host, "guest@example.org")
    AttendanceReport.objects.update(read_at=timezone.now() - timedelta(days=31))


def forgotten() -> bool:
    return not AttendanceReport.objects.exclude(rows=[]).exists()


def sign_up_long_ago() -> None:
    """Several people signed up for a webinar, and never confirmed."""
    run = make_run(make_course(lessons=(1,)))
    for _ in range(ROWS):
        make_sign_up_link(make_sign_up(run, asked_at=timezone.now() - timedelta(days=31)))


def sign_ups_forgotten() -> bool:
    return SignUp.objects.filter(email="").count() == ROWS


def plan_by_an_old_clock() -> None:
    """A session whose hour is another moment by the clocks of today."""
    session = make_session(
        make_run(time_zone="Asia/Seoul"), starts_at=timezone.now() + timedelta(days=1)
    )
    for _ in range(ROWS):
        make_enrollment(run=session.run)
    LiveSession.objects.update(starts_at=session.starts_at + timedelta(hours=1))


def at_its_hour() -> bool:
    session = LiveSession.objects.get()
    hour = at_hour(session.planned_for, session.time_zone, session.fold)
    told = Delivery.objects.filter(template=SESSION_MOVED).count()
    return hour.starts_at == session.starts_at and told == ROWS


WORK_LIVE: dict[str, Work] = {
    "live.settle_sessions": Work(
        hold_a_session,
        lambda: LiveSession.objects.get().settled_at is not None,
        attended_once,
    ),
    "live.follow_clocks": Work(plan_by_an_old_clock, at_its_hour, at_its_hour),
    "live.forget_reports": Work(load_old_reports, forgotten, forgotten),
    "live.send_reminders": Work(
        begin_within_the_hour, lambda: reminded() == ROWS, lambda: reminded() == ROWS
    ),
    "live.forget_sign_ups": Work(sign_up_long_ago, sign_ups_forgotten, sign_ups_forgotten),
}
