"""The runs of a course with the people in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from courses.models import Course, CourseRun, RunState
from learning.models import Application, Enrollment
from learning.seats import Seats, count_seats


@dataclass(frozen=True, slots=True)
class RunFigures:
    """`waiting`: people on the waiting list, also those to whom a seat is offered.
    `asking`: applications that wait for an answer."""

    run: CourseRun
    state: RunState
    enrolled: int
    completed: int
    waiting: int
    asking: int


def read_runs(course: Course, at: datetime) -> tuple[RunFigures, ...]:
    runs = list(course.runs.all())
    seats = count_seats(run.pk for run in runs)
    counts = {
        run: (enrolled, completed)
        for run, enrolled, completed in Enrollment.objects.active()
        .filter(run__course=course)
        .values_list("run")
        .annotate(enrolled=Count("pk"), completed=Count("pk", filter=~Q(completed_at=None)))
        .order_by()
    }
    asking = Application.objects.pending().filter(run__course=course).count_by_run()
    return tuple(
        _figures(run, seats.get(run.pk, Seats()), counts.get(run.pk), asking.get(run.pk, 0), at)
        for run in runs
    )


def _figures(
    run: CourseRun, seats: Seats, counts: tuple[int, int] | None, asking: int, at: datetime
) -> RunFigures:
    enrolled, completed = counts or (0, 0)
    state = run.state_at(at, seats.spoken_for)
    waiting = seats.waiting + seats.offered
    return RunFigures(run, state, enrolled, completed, waiting, asking)
