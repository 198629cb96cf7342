"""The dates of a run, moved by whole days on the clock of its host. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.moments import zone_of
from courses.models import CourseRun

MOMENTS = ("opens_at", "closes_at", "decide_at", "starts_at", "ends_at")


def shifted(moment: datetime, *, days: int, zone: ZoneInfo) -> datetime:
    """The same hour on the clock in `zone`, so many days later, also across a change of the clock.

    Where the clock skips this hour, the first one that it shows after it.
    """
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)


def first_day(run: CourseRun) -> date | None:
    """The day from which its dates are counted, in its own zone: the start, or the earliest."""
    moments = [getattr(run, name) for name in MOMENTS if getattr(run, name)]
    if not moments:
        return None
    return (run.starts_at or min(moments)).astimezone(zone_of(run.time_zone)).date()


def shifted_dates(run: CourseRun, *, starts_on: date | None) -> dict[str, datetime | None]:
    """The four moments of a copy that starts on this day; as they are without one. Pure."""
    zone, first = zone_of(run.time_zone), first_day(run)
    days = (starts_on - first).days if starts_on and first else 0
    return {
        name: shifted(moment, days=days, zone=zone) if moment else None
        for name, moment in ((name, getattr(run, name)) for name in MOMENTS)
    }


def shifted_releases(run: CourseRun, *, starts_on: date | None) -> dict[str, str]:
    """The dates of its modules, moved like those of the run."""
    zone, first = zone_of(run.time_zone), first_day(run)
    days = (starts_on - first).days if starts_on and first else 0
    return {
        key: shifted(datetime.fromisoformat(said), days=days, zone=zone).isoformat()
        for key, said in run.release_dates.items()
    }
