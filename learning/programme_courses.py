"""The courses of a programme as one learner has them: which run, when, and the way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.moments import say_zone, zone_of
from courses.models import CourseFormat, CourseRun
from courses.outline import PART, ActivityPair
from courses.parts import runs_of_parts
from courses.reading import kept_outline, titles
from learning.models import Enrollment

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class PartSeat:
    """`run`: in which they are, else the one that belongs to the programme; None: none is set.

    `enrollment` is None for who is not in the course.
    """

    key: str
    run: CourseRun | None
    enrollment: Enrollment | None

    def has_begun(self, *, at: datetime) -> bool:
        """Whether they may open its lessons now."""
        return self.enrollment is not None and self.enrollment.run.has_started(at=at)


def parts_of(run: CourseRun) -> Iterator[tuple[ActivityPair, str]]:
    """The activities that are courses, with the key of each, in the outline that is followed.

    Of a run read with its course; no query once the outline was read in this process.
    """
    outline_id = run.pinned_outline_id or run.course.newest_outline_id
    if outline_id is None:
        return
    for lesson, activity in kept_outline(run.course.pages_stamp, outline_id).activities():
        if activity.kind == PART and activity.course:
            yield (lesson.key, activity.key), activity.course


def seats_in_parts(run: CourseRun, learners: Iterable[int]) -> dict[int, tuple[PartSeat, ...]]:
    """By learner, each course of this run of a programme once, in the order of its lessons.

    No query where it is no programme, else two. Read the run with its course.
    """
    people = list(learners)
    keys = _keys_of(run) if run.course.format == CourseFormat.PROGRAMME else []
    if not keys or not people:
        return dict.fromkeys(people, ())
    chosen = runs_of_parts(run, map(UUID, keys))
    rows = Enrollment.objects.active().filter(learner__in=people, run__course__key__in=keys)
    there = {
        (row.learner_id, str(row.run.course.key)): row
        for row in sorted(rows.select_related("run__course"), key=_completed_then_newest)
    }
    return {
        learner: tuple(_seat(key, there.get((learner, key)), chosen[UUID(key)]) for key in keys)
        for learner in people
    }


def _keys_of(run: CourseRun) -> Sequence[str]:
    return list(dict.fromkeys(course for _pair, course in parts_of(run)))


def _completed_then_newest(row: Enrollment) -> tuple[bool, int]:
    return row.completed_at is not None, row.pk


def _seat(key: str, enrollment: Enrollment | None, chosen: CourseRun | None) -> PartSeat:
    return PartSeat(key, enrollment.run if enrollment else chosen, enrollment)


def say_days(run: CourseRun, zone: str) -> str:
    """For example "18 January 2027 – 30 January 2027 (Dhaka)": the reader's days, not the run's."""
    if run.is_always_open or run.starts_at is None:
        return _("At any time") if run.is_always_open else _("The date will be announced.")
    days = [each.astimezone(zone_of(zone)) for each in (run.starts_at, run.ends_at) if each]
    said = " – ".join(dict.fromkeys(date_format(day, "DATE_FORMAT") for day in days))
    return f"{said} ({say_zone(zone)})"


@dataclass(frozen=True, slots=True)
class PartLine:
    """`way_in`: the address of the run whose lessons they may open now, or ""."""

    title: str
    days: str
    way_in: str
    is_there: bool
    is_off: bool


def part_lines(run: CourseRun, learner: User) -> tuple[PartLine, ...]:
    """What a learner is told about each course, before they enroll and after, in the active
    language. A course of which no run is set is left out. Three queries, none in other courses."""
    seats = [seat for seat in seats_in_parts(run, [learner.pk])[learner.pk] if seat.run]
    language = get_language() or run.course.source_language
    keys = [seat.key for seat in seats]
    names = titles(keys, language=language, source_language="en") if keys else {}
    return tuple(_line(seat, seat.run, names, learner.time_zone) for seat in seats if seat.run)


def _line(seat: PartSeat, run: CourseRun, names: dict[str, str], zone: str) -> PartLine:
    now = timezone.now()
    return PartLine(
        title=names.get(seat.key, run.course.title),
        days=say_days(run, zone),
        way_in=run.slug if seat.has_begun(at=now) else "",
        is_there=seat.enrollment is not None,
        is_off=run.has_ended(at=now),
    )
