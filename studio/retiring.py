"""What it means to stop offering a course, run by run and by number. Reading writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.models import Course, CoursePage, CourseRun
from learning.models import Application, CourseInterest
from studio.overview.runs import RunFigures, read_runs


@dataclass(frozen=True, slots=True)
class Meaning:
    """`going_on`: runs in which people still learn or will. `needed_by`: runs of other courses that
    ask for this one first."""

    going_on: tuple[RunFigures, ...]
    waiting: int
    asking: int
    interested: int
    needed_by: tuple[CourseRun, ...]


def read_meaning(course: Course, *, at: datetime) -> Meaning:
    """Six queries."""
    runs = [figures for figures in read_runs(course, at) if not figures.run.has_ended(at=at)]
    needing = CourseRun.objects.unfinished(at=at).exclude(course=course)
    asked = needing.filter(prerequisites__icontains=str(course.key)).select_related("course")
    return Meaning(
        going_on=tuple(runs),
        waiting=sum(figures.waiting for figures in runs),
        asking=Application.objects.pending().filter(run__course=course).count(),
        interested=CourseInterest.objects.filter(course=course, told_at=None).count(),
        needed_by=tuple(asked.order_by("course__title", "pk")),
    )


def successors_of(course: Course) -> list[Course]:
    """Published courses on offer that could stand in its place, those of its provider first."""
    published = CoursePage.objects.live().values("translation_key")
    found = Course.objects.offered().filter(key__in=published).exclude(pk=course.pk)
    rows = list(found.select_related("provider").order_by("title"))
    return sorted(rows, key=lambda each: each.provider_id != course.provider_id)
