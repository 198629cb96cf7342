"""A course with a session in its last lesson, and a run of it."""

from __future__ import annotations

from typing import Any

from courses.compiling import compile_outline
from courses.models import Course, CourseRun, LessonPage
from tests.factories.courses import course_page, make_course, make_run, text_block
from tests.factories.live import session_block
from tests.factories.once import made_once

Block = dict[str, Any]


def announce(course: Course, *blocks: Block) -> None:
    """Its last lesson announces these sessions, and the course is compiled once more."""
    lesson = LessonPage.objects.descendant_of(course_page(course)).order_by("path").last()
    lesson.body = [text_block(), *blocks]
    lesson.save()
    compile_outline(course)
    course.refresh_from_db()


@made_once
def run_with_session(block: Block | None = None, **fields: Any) -> tuple[CourseRun, Block]:
    """A run in Seoul of a course whose only lesson announces one session."""
    block = block or session_block()
    course = make_course(lessons=(1,), checks=False)
    announce(course, block)
    return make_run(course, **{"time_zone": "Asia/Seoul", **fields}), block
