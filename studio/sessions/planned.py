"""The sessions of a run as its host sees them, and those that have no time yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.moments import is_zone, say_span
from courses.models import CourseRun
from courses.outline import Activity, Lesson
from live.models import LiveSession, SessionState
from live.terms import session_activities


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`announced`: the lesson that announces it, or "". `is_gone`: it did, and does no more.

    `has_zone` is False where the zone it was planned in is none any more: `when` is in UTC then.
    """

    session: LiveSession
    when: str
    state: SessionState
    announced: str
    is_gone: bool
    has_zone: bool


@dataclass(frozen=True, slots=True)
class Plan:
    rows: tuple[PlannedRow, ...]
    open_activities: list[tuple[Lesson, Activity]]


def read_plan(run: CourseRun, *, at: datetime) -> Plan:
    """One query for all sessions; the run comes with its outline."""
    sessions = list(LiveSession.objects.filter(run=run))
    announced = session_activities(run)
    lessons = {(lesson.key, each.key): lesson.title for lesson, each in announced}
    taken = {_pair(each) for each in sessions if each.cancelled_at is None}
    return Plan(
        rows=tuple(_row(each, lessons, at) for each in sessions),
        open_activities=[
            (lesson, each) for lesson, each in announced if (lesson.key, each.key) not in taken
        ],
    )


def _pair(session: LiveSession) -> tuple[str, str]:
    return str(session.lesson_key or ""), session.activity_key


def _row(session: LiveSession, lessons: dict[tuple[str, str], str], at: datetime) -> PlannedRow:
    has_zone = is_zone(session.time_zone)
    zone = session.time_zone if has_zone else "UTC"
    announced = lessons.get(_pair(session), "")
    return PlannedRow(
        session=session,
        when=say_span(session.begins_at, session.ends_at, host_zone=zone, reader_zone=zone),
        state=session.state_at(at),
        announced=announced,
        is_gone=bool(session.activity_key) and not announced,
        has_zone=has_zone,
    )
