"""Where a learner of a programme stands in each of its courses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from courses.models import CourseRun
from courses.parts import course_titles
from learning.models import Enrollment
from learning.programme_courses import seats_in_parts
from users.models import User

from .roster import Show, state_of


@dataclass(frozen=True, slots=True)
class PartLine:
    """`enrollment` is None for who is not in the course; `run` then is the one that belongs to the
    programme, if any. `is_open`: whether the reader may look at them there."""

    title: str
    run: CourseRun | None
    enrollment: Enrollment | None
    state: Show | None
    is_open: bool


def read_part_lines(enrollment: Enrollment, *, by: User, at: datetime) -> tuple[PartLine, ...]:
    """In the order of the programme. No query where it is none, else four."""
    learner = enrollment.learner_id
    seats = seats_in_parts(enrollment.run, [learner])[learner]
    if not seats:
        return ()
    names = course_titles(seat.key for seat in seats)
    there = [seat.enrollment.pk for seat in seats if seat.enrollment]
    may_see = Enrollment.objects.editable_by(by).filter(pk__in=there)
    open_to_reader = set(may_see.values_list("pk", flat=True))
    return tuple(
        PartLine(
            title=names.get(seat.key, ""),
            run=seat.run,
            enrollment=seat.enrollment,
            state=_state_of(seat.enrollment, at=at) if seat.enrollment else None,
            is_open=seat.enrollment is not None and seat.enrollment.pk in open_to_reader,
        )
        for seat in seats
    )


def _state_of(place: Enrollment, *, at: datetime) -> Show | None:
    """Who came to a session alone has opened no lesson, and yet has begun."""
    state = state_of(place, at=at)
    return None if state == Show.NOT_STARTED and place.percent else state


def have_begun(lines: Iterable[PartLine]) -> bool:
    """Whether they have done something in one of these courses."""
    return any(each.enrollment and each.state != Show.NOT_STARTED for each in lines)


def last_in_parts(lines: Iterable[PartLine]) -> datetime | None:
    """When they were last in any of these courses."""
    moments = [each.enrollment.last_active_at for each in lines if each.enrollment]
    return max((moment for moment in moments if moment), default=None)
