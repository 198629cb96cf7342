"""Percentages after a course changed, and the proof that the cache tells the truth.

A changed course of 200 lessons may have 10,000 learners: their facts are read and their percentages
written in batches. While one is computed no row is locked, so that nobody who learns waits.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from core.doorbell import wake
from learning.actions import refresh_percent
from learning.actions.completing import keep_what_counts
from learning.models import Enrollment
from learning.standing import Standing, read_standings

logger = logging.getLogger(__name__)

# Of 200 lessons half done: some 50,000 facts in memory, and rows locked for some ten milliseconds.
BATCH = 500
# A worker's task may take 120 s; whoever is left then is next.
SECONDS = 60.0
# On SQLite a sweep lets others write between its transactions.
PAUSE_SECONDS = 0.01


def refresh_stale(*, at: datetime, seconds: float = SECONDS) -> int:
    """Refresh the open enrollments whose course changed. Returns how many.

    Whoever has nothing missing any more, because a lesson went, completes here. Whoever does
    something meanwhile brings their own percent up to date and is passed over. It stops after
    some `seconds` and rings again for the rest.
    """
    ends_at = time.monotonic() + seconds
    refreshed, last = 0, 0
    while True:
        stale = Enrollment.objects.with_stale_percent().with_outline()
        batch = list(stale.filter(pk__gt=last).order_by("pk")[:BATCH])
        if not batch:
            return refreshed
        refreshed += _refresh(batch, at=at)
        last = batch[-1].pk
        if time.monotonic() >= ends_at:
            wake("learning.refresh_percentages")
            return refreshed
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)


def _refresh(batch: Sequence[Enrollment], *, at: datetime) -> int:
    standings = _standings(batch)
    keep_what_counts(standings)
    complete = [each for each in standings if each.progress.is_complete]
    count = _write([each for each in standings if not each.progress.is_complete], at=at)
    for standing in complete:
        try:
            refresh_percent(enrollment=standing.enrollment, at=at)
            count += 1
        except Exception:  # whatever is wrong with one, the others wait behind it
            logger.exception("Enrollment %s cannot be completed", standing.enrollment.pk)
    return count


def _standings(batch: Sequence[Enrollment]) -> list[Standing]:
    """Of all; where something is wrong with one, of all the others."""
    try:
        return list(read_standings(batch))
    except Exception:
        if len(batch) == 1:
            logger.exception("Enrollment %s: its percent cannot be computed", batch[0].pk)
            return []
    middle = len(batch) // 2
    return [*_standings(batch[:middle]), *_standings(batch[middle:])]


@transaction.atomic
def _write(standings: Sequence[Standing], *, at: datetime) -> int:
    """The percentages of those whose row is as it was when it was read. Returns how many.

    One UPDATE for each percentage: a CASE over all rows takes longer to write down than to run.

    Every deed of a learner writes `percent_at` in its own transaction: a row that has another, or
    is locked by one, was or is being brought up to date.
    """
    by_key = {standing.enrollment.pk: standing for standing in standings}
    rows = Enrollment.objects.filter(pk__in=by_key, completed_at=None, withdrawn_at=None)
    rows = rows.select_for_update(skip_locked=True, no_key=True).order_by("pk")
    groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for key, *values in rows.values_list("pk", "percent", "percent_at", "run_id"):
        standing = by_key[key]
        read = standing.enrollment
        if values == [read.percent, read.percent_at, read.run_id]:
            groups[standing.progress.percent, standing.outline_id].append(key)
    for (percent, outline_id), keys in groups.items():
        Enrollment.objects.filter(pk__in=keys).update(
            percent=percent, percent_at=at, percent_outline_id=outline_id
        )
    return sum(map(len, groups.values()))


@dataclass(frozen=True, slots=True)
class Difference:
    """A cached percent that is not what the facts say."""

    enrollment_id: int
    cached_percent: int
    true_percent: int
    is_uncompleted: bool


def find_differences() -> Iterator[Difference]:
    """Compute every enrollment anew and yield where the cache, or a completion, is wrong."""
    last = 0
    while True:
        everybody = Enrollment.objects.with_outline().filter(pk__gt=last)
        batch = list(everybody.order_by("pk")[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        yield from filter(None, map(_difference, read_standings(batch)))


def _difference(standing: Standing) -> Difference | None:
    enrollment, progress = standing.enrollment, standing.progress
    is_uncompleted = (
        progress.is_complete and enrollment.completed_at is None and enrollment.withdrawn_at is None
    )
    if progress.percent == enrollment.percent and not is_uncompleted:
        return None
    return Difference(enrollment.pk, enrollment.percent, progress.percent, is_uncompleted)
