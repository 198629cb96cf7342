"""One fact of many learners counts no more: what was handed down by mistake."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.doorbell import wake
from learning.models import ActivityResult, Enrollment, ResultKind

from .completing import forget_percent


@transaction.atomic
def void_for_many(
    *,
    lesson_key: str | UUID,
    activity_key: str,
    kind: ResultKind,
    people: Collection[int],
    reason: str,
    at: datetime,
) -> int:
    """The counterpart of `record_for_many`, for enrollments with these keys. Returns how many.

    The rows stay, with the reason and nobody's name: staff void by `void_results`. Whoever has
    completed keeps the fact. Percentages follow in the background. Repeating it changes nothing.
    """
    rows = Enrollment.objects.filter(pk__in=people, completed_at=None).order_by("pk")
    locked = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    count = (
        ActivityResult.objects.valid()
        .filter(
            enrollment__in=locked,
            lesson_key=str(lesson_key),
            activity_key=activity_key,
            kind=kind,
        )
        .update(voided_at=at, void_reason=reason)
    )
    if count:
        forget_percent(Enrollment.objects.filter(pk__in=locked), at=at)
        wake("learning.refresh_percentages")
    return count
