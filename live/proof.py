"""What the proofs of one person say together: did they attend? Pure: no query, no clock.

The best proof counts, never the sum: one more never takes anything away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from live.models import Attendance, LiveSession, Source

MINUTE: Final = timedelta(minutes=1)
SAID: Final = frozenset({Source.LIST, Source.REPORT})
# Of two that prove the same, the later in this order is named as the reason.
ORDER: Final = (Source.RECORDING, Source.JOIN, Source.CODE, Source.REPORT, Source.LIST)


@dataclass(frozen=True, slots=True)
class Decision:
    """`minutes` are the most that are proved; `by` is the proof by which it counts, if it does."""

    counts: bool
    by: Source | None
    minutes: int


def minutes_by(session: LiveSession, row: Attendance) -> int:
    """What this proof alone says: at most the length of the session, of a recording nothing."""
    if row.source in SAID:
        return min(row.minutes or 0, session.length)
    if row.source == Source.CODE:
        return session.length
    if row.source != Source.JOIN or row.at is None:
        return 0
    stayed = session.ends_at - max(row.at, session.begins_at)
    return max(0, min(stayed // MINUTE, session.length))


def minutes_of(session: LiveSession, rows: Iterable[Attendance]) -> int:
    """The most that any of these proofs of one person says."""
    return max((minutes_by(session, row) for row in rows), default=0)


def decide(session: LiveSession, rows: Iterable[Attendance], *, has_passed_check: bool) -> Decision:
    """Whether these proofs of one person count as having attended.

    Either somebody was there for the required share, or, where the provider accepts that, watched
    the recording and passed its check (`has_passed_check`).
    """
    proofs = list(rows)
    minutes = minutes_of(session, proofs)
    counting = [row for row in proofs if session.join_counts or row.source != Source.JOIN]
    best = max(
        counting,
        key=lambda row: (minutes_by(session, row), ORDER.index(Source(row.source))),
        default=None,
    )
    if best is not None and is_enough(session, minutes_by(session, best)):
        return Decision(counts=True, by=Source(best.source), minutes=minutes)
    if session.recording_counts and has_passed_check and any(map(_has_watched, proofs)):
        return Decision(counts=True, by=Source.RECORDING, minutes=minutes)
    return Decision(counts=False, by=None, minutes=minutes)


def is_enough(session: LiveSession, minutes: int) -> bool:
    """Whether so many minutes are the required share of its length."""
    return minutes > 0 and 100 * minutes >= session.required_share_percent * session.length


def _has_watched(row: Attendance) -> bool:
    return row.source == Source.RECORDING and row.at is not None
