"""Answer a knowledge check as a learner would."""

from __future__ import annotations

from datetime import datetime

from courses.checks import Question
from courses.outline import Activity, Lesson
from learning.models import Enrollment
from quizzes.actions import find_source_check, submit_attempt


def answer_check(
    enrollment: Enrollment, lesson: Lesson, check: Activity, *, is_right: bool, at: datetime
) -> None:
    """Hand in answers that pass, or answers that do not."""
    found = find_source_check(enrollment, lesson.key, check.key)
    if found is None:
        raise LookupError(f"The page of {lesson.title!r} has no check {check.key}.")
    choose = _right_answers if is_right else _wrong_answers
    submit_attempt(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key=check.key,
        answers={question.key: choose(question) for question in found.questions},
        language=enrollment.learner.language,
        at=at,
    )


def _right_answers(question: Question) -> list[str]:
    return sorted(question.right_keys())


def _wrong_answers(question: Question) -> list[str]:
    """What somebody chooses who has not read: the first answer that is not right."""
    return [option.key for option in question.options if not option.is_right][:1]
