"""What is due when. Pure: no query, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

TOO_LATE: Final = timedelta(days=7)
"""A message that was written or missed so long after its day does not come any more."""
BETWEEN: Final = timedelta(hours=20)
"""Two welcome messages never come on the same day."""


@dataclass(frozen=True, slots=True)
class Step:
    """A welcome message: `days` after joining; `key` is the same in all languages."""

    key: UUID
    number: int
    days: int

    def moment(self, joined_at: datetime) -> datetime:
        return joined_at + timedelta(days=self.days)


def due(
    steps: Iterable[Step], *, joined_at: datetime, sent: Mapping[UUID, datetime], at: datetime
) -> Step | None:
    """The message that goes to somebody at `at`; `sent` says when they got which.

    Each once, in the order of their numbers, one a day.
    """
    if sent and at - max(sent.values()) < BETWEEN:
        return None
    for step in sorted(steps, key=lambda step: step.number):
        moment = step.moment(joined_at)
        if step.key not in sent and moment <= at < moment + TOO_LATE:
            return step
    return None
