"""Percentages after a course changed, and the proof that the cache tells the truth."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from learning.actions import refresh_percent
from learning.models import Enrollment
from learning.standing import read_standing

logger = logging.getLogger(__name__)

# On SQLite a sweep lets others write between its transactions.
PAUSE_SECONDS = 0.01


def refresh_stale(*, at: datetime, limit: int = 2000) -> int:
    """Refresh up to `limit` open enrollments whose course changed. Returns how many.

    Whoever has nothing missing any more, because a lesson went, completes here.
    """
    keys = list(Enrollment.objects.with_stale_percent().values_list("pk", flat=True)[:limit])
    for key in keys:
        try:
            refresh_percent(enrollment=Enrollment(pk=key), at=at)
        except Exception:  # whatever is wrong with one, the others wait behind it
            logger.exception("Enrollment %s: its percent cannot be computed", key)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return len(keys)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cached percent that is not what the facts say."""

    enrollment_id: int
    cached_percent: int
    true_percent: int
    is_uncompleted: bool


def find_differences() -> Iterator[Difference]:
    """Compute every enrollment anew and yield where the cache, or a completion, is wrong."""
    for enrollment in Enrollment.objects.with_outline().order_by("pk").iterator(chunk_size=500):
        progress = read_standing(enrollment).progress
        is_uncompleted = (
            progress.is_complete
            and enrollment.completed_at is None
            and enrollment.withdrawn_at is None
        )
        if progress.percent != enrollment.percent or is_uncompleted:
            yield Difference(enrollment.pk, enrollment.percent, progress.percent, is_uncompleted)
