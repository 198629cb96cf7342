"""What goes wrong with a run as a part of a run of a programme, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.moments import say_zone, zone_of
from courses.models import CourseRun, EnrollmentMode, RunState


def problems(run: CourseRun, part: CourseRun, *, at: datetime) -> tuple[str, ...]:
    """What of `part`, a run of one of its courses, does not fit `run` of the programme."""
    return tuple(_problems(run, part, at))


def _problems(run: CourseRun, part: CourseRun, at: datetime) -> Iterator[str]:
    if part.cancelled_at is not None or part.archived_at is not None:
        yield _("cancelled: nobody gets into the programme")
    elif part.has_ended(at=at):
        yield _("over: nobody gets into the programme")
    elif part.ends_at and run.starts_at and part.ends_at <= run.starts_at:
        yield _("ends before the programme begins")
    elif part.ends_at and run.closes_at and part.ends_at <= run.closes_at:
        yield _("ends before enrollment in the programme closes: from then on nobody gets in")
    if part.starts_at and run.ends_at and part.starts_at >= run.ends_at:
        yield _("begins when the programme is over")
    elif run.ends_at and part.ends_at and part.ends_at > run.ends_at:
        yield _("goes on after the programme ends")


def say_own_way(part: CourseRun, *, at: datetime) -> str:
    """How people come into it by themselves, where not everybody does now; else "".

    Whoever enrolls in the programme is put into it all the same: see `learning.actions.parts`.
    """
    ways = {
        EnrollmentMode.CLOSED: _("takes nobody by themselves"),
        EnrollmentMode.APPROVAL: _("by application"),
        EnrollmentMode.CODE: _("by invitation code"),
        EnrollmentMode.MEMBERS: _("for members only"),
    }
    way = ways.get(EnrollmentMode(part.enrollment_mode))
    if way is None and not part.has_ended(at=at) and not part.is_open_for_enrollment(at=at):
        way = _("not open for enrollment")
    return way or ""


def say_part_run(run: CourseRun, part: CourseRun, *, at: datetime) -> str:
    """A choice: its name, days, state, and all that is to be known before one takes it."""
    name, days = str(part), _days(part)
    if days and part.start_day and part.start_day in name:
        name = name.replace(f", {part.start_day}", "")
    state = part.state_at(at, 0)
    said = "" if state in {RunState.CANCELLED, RunState.ARCHIVED} else str(state.label)
    return "; ".join(
        filter(
            None,
            [
                ", ".join(filter(None, [name, days, said])),
                say_own_way(part, at=at),
                *problems(run, part, at=at),
            ],
        )
    )


def _days(part: CourseRun) -> str:
    """In the run's own zone, as its team planned it."""
    if part.is_always_open or part.starts_at is None:
        return _("at any time") if part.is_always_open else ""
    zone = zone_of(part.time_zone)
    days = [each.astimezone(zone) for each in (part.starts_at, part.ends_at) if each]
    said = " – ".join(date_format(day, "DATE_FORMAT") for day in days)
    return f"{said} ({say_zone(part.time_zone)})"
