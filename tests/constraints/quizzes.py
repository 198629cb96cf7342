"""What breaks the constraints of `quizzes`."""

from __future__ import annotations

import uuid
from typing import Any

from quizzes.models import Attempt
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment


def attempt(**fields: Any) -> Attempt:
    values = {
        "enrollment": make_enrollment(),
        "lesson_key": uuid.uuid4(),
        "activity_key": "check",
        "number": 1,
        "answers": {},
        "outcome": {},
        "score_percent": 100,
        "pass_mark_percent": 80,
        "is_passed": True,
        "submitted_at": NOW,
        "language": "en",
        **fields,
    }
    return Attempt.objects.create(**values)


BREAKS: dict[str, Break] = {
    "quizzes_attempt_number_once": copy(
        lambda: attempt(is_passed=False, score_percent=10), score_percent=20
    ),
    "quizzes_attempt_number_from_1": change(attempt, number=0),
    "quizzes_attempt_has_activity": change(attempt, activity_key=""),
    "quizzes_attempt_score_at_most_100": change(attempt, score_percent=101),
    "quizzes_attempt_passed_by_mark": change(attempt, score_percent=79),
    "quizzes_attempt_void_has_who_and_why": change(attempt, voided_at=NOW),
}
