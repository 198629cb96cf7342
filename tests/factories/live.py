"""Sessions and what proves that somebody came, as rows; and the blocks that announce them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.moments import zone_of
from courses.models import Course, CourseRun
from learning.models import Enrollment
from live.models import Attendance, AttendanceReport, LiveSession, SignUp, Source
from live.webinars.letters import CONFIRM, ask_to_confirm
from mail.actions import queue_delivery
from mail.addresses import email_key
from mail.models import Delivery
from users.models import User

from .courses import NOW, make_run

DAY = timedelta(days=1)


def session_block(*, title: str = "The first meeting", **fields: Any) -> dict[str, Any]:
    """The block of a lesson, stored as the editor stores it."""
    return {
        "type": "live_session",
        "id": str(uuid.uuid4()),
        "value": {
            "title": title,
            "introduction": "",
            "is_required": True,
            "required_share_percent": 80,
            "recording_counts": False,
            **fields,
        },
    }


def part_block(course: Course, **fields: Any) -> dict[str, Any]:
    """The block by which a programme names a course."""
    value = {"course": str(course.key), "is_required": True, **fields}
    return {"type": "course_part", "id": str(uuid.uuid4()), "value": value}


def make_session(
    run: CourseRun | None = None,
    *,
    block: dict[str, Any] | None = None,
    starts_at: datetime = NOW + DAY,
    **fields: Any,
) -> LiveSession:
    """An online session of 90 minutes, a day after NOW, on the clock of the run.

    `block`: of a lesson in the run's newest outline; the session then is that activity, with its
    terms. Without one it counts for nothing.
    """
    run = run or make_run()
    zone = fields.get("time_zone", run.time_zone)
    local = starts_at.astimezone(zone_of(zone))
    values: dict[str, Any] = {
        "title": "A walk through the old town",
        "time_zone": zone,
        "planned_for": f"{local:%Y-%m-%dT%H:%M}",
        "fold": local.fold,
        "join_url": "https://meet.example.org/old-town",
        "changed_at": NOW,
        **(_terms(run, block) if block else {}),
        **fields,
    }
    return LiveSession.objects.create(run=run, starts_at=starts_at, **values)


def _terms(run: CourseRun, block: dict[str, Any]) -> dict[str, Any]:
    followed = run.pinned_outline or run.course.newest_outline
    assert followed is not None, "the course has no outline"
    found = [
        lesson.key
        for lesson, activity in followed.outline.activities()
        if activity.key == block["id"]
    ]
    value = block["value"]
    return {
        "lesson_key": found[0],
        "activity_key": block["id"],
        "title": value["title"],
        "required_share_percent": value["required_share_percent"],
        "recording_counts": value["recording_counts"],
    }


def make_attendance(
    session: LiveSession, enrollment: Enrollment, source: Source = Source.JOIN, **fields: Any
) -> Attendance:
    """Proof from the start on; a list or report says the whole length."""
    values: dict[str, Any] = {"at": session.starts_at, **fields}
    if source in (Source.LIST, Source.REPORT):
        values.setdefault("minutes", session.length)
    return Attendance.objects.create(
        session=session, enrollment=enrollment, source=source, **values
    )


def make_session_link(
    session: LiveSession, enrollment: Enrollment, template: str = "session_reminder"
) -> str:
    """The token of a mail about the session to this learner."""
    key = f"link:{uuid.uuid4()}"
    queue_delivery(
        key=key,
        template=template,
        language="en",
        to_email=enrollment.learner.email,
        user=enrollment.learner,
        context={"session": session.pk, "enrollment": enrollment.pk},
    )
    return Delivery.objects.get(key=key).token.hex


def make_report(session: LiveSession, host: User, *emails: str) -> AttendanceReport:
    """The report of a meeting with these people, an hour each; looked at, and not confirmed."""
    return AttendanceReport.objects.create(
        session=session,
        digest=uuid.uuid4().hex,
        file_name="report.csv",
        columns={
            "titles": ["Name", "Email", "Minutes"],
            "places": {"name": 0, "email": 1, "minutes": 2},
        },
        rows=[[number, "", email, "60"] for number, email in enumerate(emails, start=2)],
        read_at=NOW,
        by=host,
    )


def report_line(email: str) -> None:
    """One person more in every report."""
    for report in AttendanceReport.objects.all():
        report.rows = [*report.rows, [len(report.rows) + 2, "", email, "60"]]
        report.save()


def make_sign_up(run: CourseRun | None = None, **fields: Any) -> SignUp:
    """Somebody without an account, who has not confirmed yet."""
    email = fields.pop("email", f"guest-{uuid.uuid4().hex[:8]}@example.org")
    values: dict[str, Any] = {
        "email": email,
        "email_key": email_key(email),
        "name": "Somebody New",
        "city_name": "Dhaka",
        "language": "en",
        "asked_at": NOW,
        **fields,
    }
    return SignUp.objects.create(run=run or make_run(), **values)


def make_sign_up_link(sign_up: SignUp) -> str:
    """The token of the mail that asks to confirm it."""
    assert ask_to_confirm(sign_up, None, at=timezone.now())
    return Delivery.objects.filter(template=CONFIRM).latest("pk").token.hex
