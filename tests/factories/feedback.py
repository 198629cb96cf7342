"""Answers of learners, as they give them."""

from __future__ import annotations

import uuid
from typing import Any

from feedback.actions import give_feedback
from learning.models import Enrollment
from tests.factories.courses import NOW


def question_block(kind: str = "SCALE", text: str = "Was it shady?") -> dict[str, Any]:
    """A question to learners, stored as the editor stores it."""
    value = {"text": text, "kind": kind}
    return {"type": "lesson_question", "id": str(uuid.uuid4()), "value": value}


def answer_feedback(enrollment: Enrollment, lesson_key: str = "", **answers: int | str) -> None:
    give_feedback(enrollment=enrollment, lesson_key=lesson_key, answers=answers, at=NOW)
