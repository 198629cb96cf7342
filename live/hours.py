"""The hour of a host, kept on another day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.moments import is_zone, wall_time
from live.models import LiveSession


@dataclass(frozen=True, slots=True)
class Hour:
    """As a session holds it. `is_shifted`: the clock leaves the wanted hour out that day, and this
    is the first one after it.
    """

    starts_at: datetime
    planned_for: str
    fold: int
    time_zone: str
    is_shifted: bool = False

    def fields(self) -> dict[str, object]:
        return {
            "starts_at": self.starts_at,
            "planned_for": self.planned_for,
            "fold": self.fold,
            "time_zone": self.time_zone,
        }


def hour_of(session: LiveSession) -> Hour:
    """What the clock of its host shows; in UTC where that zone is none any more."""
    if is_zone(session.time_zone):
        return Hour(session.starts_at, session.planned_for, session.fold, session.time_zone)
    there = session.starts_at.astimezone(UTC)
    return Hour(session.starts_at, f"{there:%Y-%m-%dT%H:%M}", 0, "UTC")


def days_later(hour: Hour, days: int) -> Hour:
    """The same hour on the same clock. Of one that comes twice that day the same of the two."""
    typed = datetime.fromisoformat(hour.planned_for) + timedelta(days=days)
    return at_hour(f"{typed:%Y-%m-%dT%H:%M}", hour.time_zone, hour.fold)


def at_hour(planned_for: str, zone: str, fold: int) -> Hour:
    wall = wall_time(planned_for, zone, fold)
    if wall.at is not None:
        return Hour(wall.at, planned_for, fold if wall.is_ambiguous else 0, zone)
    after = f"{wall.instead[0]:%Y-%m-%dT%H:%M}"
    moved = wall_time(after, zone)
    if moved.at is None:
        raise ValueError(f"{after} is no hour of {zone}")
    return Hour(moved.at, after, 0, zone, is_shifted=True)
