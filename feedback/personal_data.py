"""A person's answers: what is handed to them, and what erasure leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.models import Response
from users.models import User

FIELDS = ("enrollment__run__slug", "lesson_key", "question_key", "rating", "text", "answered_at")


def export(*, user: User, **kwargs: Any) -> tuple[str, list[dict[str, Any]]]:
    rows = Response.objects.filter(enrollment__learner=user).order_by("answered_at", "pk")
    return "feedback", list(rows.values(*FIELDS))


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    """What they wrote goes, for words may name somebody. A rating names nobody and stays."""
    Response.objects.filter(enrollment__learner=user, rating=None).delete()
