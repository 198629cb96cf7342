"""Door: an app above tells when the live sessions of runs are.

It registers its reader in its `apps.py`. Without a reader no session has a date. What is told may
stand on public pages: it names no learner and no address to join by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LINK, ROOM = "LINK", "ROOM"


@dataclass(frozen=True, slots=True)
class SessionFace:
    """One session of one run. `lesson_key` and `activity_key`: which activity of the outline it is,
    or empty where it counts for none. `starts_at` is when it really begins, `minutes_late` how much
    later than planned. `in_series`: which of how many. `place` is LINK or ROOM; `room` is
    empty for a link.
    """

    key: UUID
    run_id: int
    lesson_key: str
    activity_key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    room: str
    is_cancelled: bool
    minutes_late: int = 0
    in_series: tuple[int, int] | None = None


SessionReader = Callable[[Iterable[int]], Iterable[SessionFace]]

_readers: list[SessionReader] = []


def register_session_reader(reader: SessionReader) -> None:
    """Ask `reader` for the sessions of the runs with these ids. Twice is harmless."""
    if reader not in _readers:
        _readers.append(reader)


def sessions_of(run_ids: Iterable[int]) -> tuple[SessionFace, ...]:
    """Of all these runs, the earliest first. One query, or none without runs."""
    ids = list(run_ids)
    found = [face for reader in _readers if ids for face in reader(ids)]
    return tuple(sorted(found, key=lambda face: (face.starts_at, str(face.key))))
