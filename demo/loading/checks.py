"""Answer a knowledge check as a learner would."""

from __future__ import annotations

from datetime import datetime

from courses.outline import Activity, Lesson
from learning.actions import record_progress
from learning.models import Enrollment, ResultKind


def answer_check(
    enrollment: Enrollment, lesson: Lesson, check: Activity, *, is_right: bool, at: datetime
) -> None:
    """Hand in answers that pass, or answers that do not."""
    if is_right:
        record_progress(
            enrollment=enrollment,
            lesson_key=lesson.key,
            activity_key=check.key,
            kind=ResultKind.CHECK,
            at=at,
        )
