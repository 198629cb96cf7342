"""The sessions of a run as its host sees them, and those that have no time yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.moments import is_zone, say_span
from courses.models import CourseRun
from courses.outline import Activity, Lesson
from live.models import LiveSession, SessionState
from live.series import place_of, say_place
from live.terms import session_activities

SESSIONS_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`announced`: the lesson that announces it, or "". `is_gone`: it did, and does no more.

    `has_zone` is False where the zone it was planned in is none any more: `when` is in UTC then.
    `part`: which of a series.
    """

    session: LiveSession
    when: str
    state: SessionState
    announced: str
    is_gone: bool
    has_zone: bool
    part: str


class Part(models.TextChoices):
    """What of a long list is shown."""

    COMING = "coming", _("To come")
    OVER = "over", _("Over")
    ALL = "all", _("All of them")


@dataclass(frozen=True, slots=True)
class Plan:
    """`rows`: one page of the part that is shown; of a short list that is all of it, and `counts`
    is empty: there is nothing to choose. `has_begun`: any session that was not cancelled."""

    rows: tuple[PlannedRow, ...]
    open_activities: list[tuple[Lesson, Activity]]
    has_begun: bool
    part: Part
    counts: Mapping[Part, int]
    page: int
    page_count: int


def read_plan(run: CourseRun, *, at: datetime, part: str = "", page: int = 1) -> Plan:
    """One query for all sessions; the run comes with its outline. Of more than fit on a page those
    to come are shown first; a part or page that is not there is as if nobody had asked for it."""
    sessions = list(LiveSession.objects.filter(run=run).with_places())
    announced = session_activities(run)
    lessons = {(lesson.key, each.key): lesson.title for lesson, each in announced}
    taken = {_pair(each) for each in sessions if each.cancelled_at is None}
    parts = _parts(sessions, at)
    shown = _chosen(parts, part) if len(sessions) > SESSIONS_A_PAGE else Part.ALL
    page_count = max(1, -(-len(parts[shown]) // SESSIONS_A_PAGE))
    page = min(max(page, 1), page_count)
    first = (page - 1) * SESSIONS_A_PAGE
    rows = parts[shown][first : first + SESSIONS_A_PAGE]
    is_long = len(sessions) > SESSIONS_A_PAGE
    return Plan(
        rows=tuple(_row(each, lessons, at) for each in rows),
        open_activities=[
            (lesson, each) for lesson, each in announced if (lesson.key, each.key) not in taken
        ],
        has_begun=any(each.starts_at <= at for each in sessions if each.cancelled_at is None),
        part=shown,
        counts={each: len(parts[each]) for each in Part} if is_long else {},
        page=page,
        page_count=page_count,
    )


def _parts(sessions: Sequence[LiveSession], at: datetime) -> dict[Part, list[LiveSession]]:
    """By the end of each, cancelled ones too; those that are over begin with the latest."""
    return {
        Part.COMING: [each for each in sessions if each.ends_at > at],
        Part.OVER: [each for each in reversed(sessions) if each.ends_at <= at],
        Part.ALL: list(sessions),
    }


def _chosen(parts: Mapping[Part, Sequence[LiveSession]], asked: str) -> Part:
    if asked in Part.values:
        return Part(asked)
    return Part.COMING if parts[Part.COMING] else Part.OVER


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
        part=say_place(place_of(session)),
    )
