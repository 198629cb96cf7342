"""Programmes as their authors leave them, for the tests of learning."""

from __future__ import annotations

from courses.compiling import compile_outline
from courses.models import Course, LessonPage
from tests.factories.courses import course_page, make_course, part_block


def make_programme(*parts: Course, title: str = "Leaders", **fields: object) -> Course:
    """A programme of one lesson that names these courses, published."""
    course = make_course(
        lessons=(1,),
        checks=False,
        provider=parts[0].provider,
        title=title,
        format="PROGRAMME",
        **fields,
    )
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()
    lesson.body = [part_block(part) for part in parts]
    lesson.save_revision().publish()
    compile_outline(course)
    course.refresh_from_db()
    return course
