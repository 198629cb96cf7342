"""Knowledge checks, and answers to them as a form hands them in."""

from __future__ import annotations

from typing import Any

from courses.checks import Check, find_check
from courses.compiling import compile_outline
from courses.models import LessonPage
from learning.models import Enrollment
from quizzes.actions import submit_attempt
from quizzes.models import Attempt

from .courses import NOW, check_block, course_page, make_course, make_run
from .learning import lessons_of, make_enrollment


def make_checked_enrollment(*, questions: int = 3, **fields: Any) -> Enrollment:
    """A learner in a course of one lesson with one check; each question has one right answer."""
    course = make_course(lessons=(1,), checks=False)
    page = LessonPage.objects.descendant_of(course_page(course)).get()
    page.body = [*page.body.raw_data, check_block(questions=questions, **fields)]
    page.save()
    compile_outline(course)
    return make_enrollment(run=make_run(course))


def lesson_with_check(enrollment: Enrollment) -> Any:
    """The first lesson of the outline that has a check."""
    return next(each for each in lessons_of(enrollment) if len(each.activities) > 1)


def check_of(enrollment: Enrollment) -> Check:
    """The first check of the course, as the source language's page holds it now."""
    lesson = lesson_with_check(enrollment)
    page = LessonPage.objects.get(translation_key=lesson.key, locale__language_code="en")
    check = find_check(page.body, lesson.activities[1].key)
    assert check is not None
    return check


def answers_to(check: Check, *, right: int | None = None) -> dict[str, list[str]]:
    """Answers with so many right ones at the beginning; all right where none is said."""
    count = len(check.questions) if right is None else right
    return {
        question.key: sorted(question.right_keys())
        if place < count
        else [next(option.key for option in question.options if not option.is_right)]
        for place, question in enumerate(check.questions)
    }


def answer(enrollment: Enrollment, *, right: int | None = None, **fields: Any) -> Attempt:
    """Hand in answers to the first check of the course."""
    check = check_of(enrollment)
    values = {
        "lesson_key": lesson_with_check(enrollment).key,
        "activity_key": check.key,
        "answers": answers_to(check, right=right),
        "language": "en",
        "at": NOW,
        **fields,
    }
    return submit_attempt(enrollment=enrollment, **values)


def change_check(enrollment: Enrollment, change: Any) -> None:
    """Let the author change the stored value of the first check, and publish."""
    lesson = lesson_with_check(enrollment)
    page = LessonPage.objects.get(translation_key=lesson.key, locale__language_code="en")
    body = list(page.body.raw_data)
    for block in body:
        if block["type"] == "knowledge_check":
            change(block["value"])
    page.body = body
    page.save_revision().publish()
    compile_outline(enrollment.run.course)
