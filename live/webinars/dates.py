"""The dates of a webinar's run against its one session: people read both, so the session leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.moments import say_moment
from courses.models import CourseFormat, CourseRun
from live.models import LiveSession

Dates = Mapping[str, datetime | None]


@dataclass(frozen=True, slots=True)
class LedDates:
    """Of a run that one session leads. `wanted`: the dates that it asks for and that are others;
    `said`: what disagrees, a sentence each. Both are empty where run and session agree."""

    said: tuple[str, ...]
    wanted: Dates


def read_led_dates(run: CourseRun) -> LedDates | None:
    """None where no session leads: the run is off, has no session or several. It comes with its
    course. One query, and none where the course is no webinar."""
    if run.course.format != CourseFormat.WEBINAR or run.cancelled_at or run.archived_at:
        return None
    sessions = list(run.sessions.uncancelled()[:2])
    if len(sessions) != 1:
        return None
    [session] = sessions
    wanted = wanted_dates(run, session)
    return LedDates(_say(run, session, wanted), wanted)


def wanted_dates(run: CourseRun, session: LiveSession) -> dict[str, datetime | None]:
    """Those that are to be others. Pure.

    The run starts with its session. An end that comes before the session is over moves by as much
    as the start does, or goes. A close of enrollment that the session overtakes goes too: without
    one people sign up until the session is over, and again once there is a recording.
    """
    wanted: dict[str, datetime | None] = {}
    if run.starts_at != session.starts_at:
        wanted["starts_at"] = session.starts_at
    if run.ends_at is not None and run.ends_at < session.ends_at:
        length = run.ends_at - run.starts_at if run.starts_at else None
        moved = session.starts_at + length if length is not None else None
        wanted["ends_at"] = moved if moved is not None and moved >= session.ends_at else None
    if run.closes_at is not None and run.closes_at > session.ends_at:
        wanted["closes_at"] = None
    return wanted


def _say(run: CourseRun, session: LiveSession, wanted: Dates) -> tuple[str, ...]:
    zone = run.time_zone
    begins = say_moment(session.starts_at, zone)
    said = []
    if "starts_at" in wanted and run.starts_at is None:
        words = _("The run has no start; its session begins on %(session)s.")
        said.append(words % {"session": begins})
    elif "starts_at" in wanted and run.starts_at is not None:
        words = _("The run starts on %(run)s, its session on %(session)s. People read both.")
        said.append(words % {"run": say_moment(run.starts_at, zone), "session": begins})
    if "ends_at" in wanted and run.ends_at is not None:
        words = _("The run ends on %(run)s, before the session is over.")
        said.append(words % {"run": say_moment(run.ends_at, zone)})
    if "closes_at" in wanted and run.closes_at is not None:
        words = _("Enrollment closes on %(run)s, when the session is over already.")
        said.append(words % {"run": say_moment(run.closes_at, zone)})
    return tuple(said)
