"""A person's attempts: what is handed to them, and what erasure leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from users.models import User

from .models import Attempt

FIELDS = (
    *("enrollment__run__slug", "lesson_key", "activity_key", "number", "answers", "outcome"),
    *("score_percent", "pass_mark_percent", "is_passed", "submitted_at", "language"),
    *("voided_at", "void_reason"),
)


def export(*, user: User, **kwargs: Any) -> tuple[str, list[dict[str, Any]]]:
    """Every attempt, also the voided ones."""
    rows = Attempt.objects.filter(enrollment__learner=user).order_by("submitted_at", "pk")
    return "check_attempts", list(rows.values(*FIELDS))


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    """The rows name nobody and stay; what people wrote about the learner goes."""
    rows = Attempt.objects.filter(enrollment__learner=user).exclude(void_reason="")
    rows.update(void_reason="-")
