"""What a learner said before, so that it stands in the form."""

from __future__ import annotations

from feedback.models import Response
from learning.models import Enrollment


def given_answers(enrollment: Enrollment, lesson_key: str) -> dict[str, int | str]:
    """By the key of a question. One query."""
    rows = Response.objects.filter(enrollment=enrollment, lesson_key=lesson_key)
    return {
        key: text if rating is None else rating
        for key, rating, text in rows.values_list("question_key", "rating", "text")
    }
