"""What the author of a course asks of a session: read from its block, copied when it is planned."""

from __future__ import annotations

from dataclasses import dataclass

from courses.blocks import CHECK
from courses.models import CourseRun
from courses.outline import SESSION, Activity, Lesson, Outline
from courses.reading import lesson_page


@dataclass(frozen=True, slots=True)
class Terms:
    """`title` is the block's in the language of the course."""

    title: str
    required_share_percent: int
    recording_counts: bool


def outline_of_run(run: CourseRun) -> Outline:
    """The one that its learners follow."""
    followed = run.pinned_outline or run.course.newest_outline
    return followed.outline if followed else Outline(())


def session_activities(run: CourseRun) -> list[tuple[Lesson, Activity]]:
    """What the outline of this run announces, in the order of reading."""
    return [pair for pair in outline_of_run(run).activities() if pair[1].kind == SESSION]


def read_terms(run: CourseRun, lesson_key: str, activity_key: str) -> Terms | None:
    """None where the published lesson has no such block. One query at most."""
    course = run.course
    found = lesson_page(course, lesson_key, language=course.source_language)
    blocks = found.page.body if found else ()
    for block in blocks:
        if block.id == activity_key:
            return Terms(
                title=block.value["title"],
                required_share_percent=block.value["required_share_percent"],
                recording_counts=block.value["recording_counts"],
            )
    return None


def checks_about_recording(run: CourseRun, lesson_key: str) -> frozenset[str]:
    """Keys of the knowledge checks that this published lesson holds about its recording."""
    course = run.course
    found = lesson_page(course, lesson_key, language=course.source_language)
    return frozenset(
        str(block.id)
        for block in (found.page.body if found else ())
        if block.block_type == CHECK and block.value["is_about_recording"]
    )
