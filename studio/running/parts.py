"""The courses of a programme, and which run of each belongs to one of its runs."""

from __future__ import annotations

from dataclasses import dataclass

from courses.models import CourseFormat, CourseRun, RunPart
from courses.outline import PART, Outline


@dataclass(frozen=True, slots=True)
class SaidPart:
    """`run` is None where none is chosen: nobody is enrolled in this course."""

    key: str
    title: str
    run: CourseRun | None


def read_parts_of(run: CourseRun) -> tuple[SaidPart, ...]:
    """In the order of the outline that its learners follow. No query where it is no programme, else
    one for the outline and one for the runs."""
    if run.course.format != CourseFormat.PROGRAMME:
        return ()
    followed = run.pinned_outline or run.course.newest_outline
    outline = followed.outline if followed else Outline(())
    chosen = {
        str(part.course.key): part.part_run
        for part in RunPart.objects.filter(run=run).select_related("course", "part_run__course")
    }
    return tuple(
        SaidPart(activity.course, activity.title, chosen.get(activity.course))
        for _lesson, activity in outline.activities()
        if activity.kind == PART and activity.title
    )
