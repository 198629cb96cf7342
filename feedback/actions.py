"""Keep what a learner answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from feedback.models import Response
from learning.models import Enrollment

Answers = Mapping[str, int | str | None]


@transaction.atomic
def give_feedback(
    *, enrollment: Enrollment, lesson_key: str, answers: Answers, at: datetime
) -> None:
    """The latest answer to each of these questions: a rating from 1 to 5, or words.

    An empty one takes the answer back. The same twice, also at once, is one row each. The answers
    must have been checked. `lesson_key`: "" for the form at the end.
    """
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    theirs = Response.objects.filter(enrollment=enrollment, lesson_key=lesson_key)
    theirs.filter(question_key__in=answers.keys() - given.keys()).delete()
    Response.objects.bulk_create(
        [
            Response(
                enrollment=enrollment,
                lesson_key=lesson_key,
                question_key=key,
                rating=value if isinstance(value, int) else None,
                text=value if isinstance(value, str) else "",
                answered_at=at,
            )
            for key, value in sorted(given.items())
        ],
        update_conflicts=True,
        unique_fields=["enrollment", "lesson_key", "question_key"],
        update_fields=["rating", "text", "answered_at"],
    )
