"""What happens around a session, and when. Pure: no query, no clock.

The task that reminds asks `due`; the rehearsal of a run shows `moments`, which looks ahead through
the same rules. A reminder has a window in which it may go, day or night: the session does not
wait. Its key holds the start, so that a session which is moved is reminded of anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from live.models.session import OPENS_BEFORE, LiveSession

DAY_BEFORE: Final = timedelta(hours=24)
DAY_UNTIL: Final = timedelta(hours=3)
"""Until so long before the start a reminder of the day may still go, where a worker was away."""
HOUR_BEFORE: Final = timedelta(minutes=60)
ABOUT: Final = timedelta(minutes=15)
"""So much more or less than an hour is still said to be an hour."""


class Kind(StrEnum):
    REMINDER = "session-reminder"
    OPENS = "session-opens"
    STARTS = "session-starts"
    ENDS = "session-ends"


class Reason(StrEnum):
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class When:
    """What the rules ask about a session."""

    starts_at: datetime
    minutes: int
    is_cancelled: bool = False


def when_of(session: LiveSession) -> When:
    return When(
        starts_at=session.starts_at,
        minutes=session.minutes,
        is_cancelled=session.cancelled_at is not None,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules ask about somebody in its run. `sent`: keys of reminders of this session."""

    enrolled_at: datetime
    sent: frozenset[str] = frozenset()
    wants_none: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """`key` is the same for the same reminder, so that it goes once."""

    reason: Reason
    key: str


@dataclass(frozen=True, slots=True)
class Window:
    """A reminder may go from `opens` until before `closes`, to who was in the run before
    `enrolled_before`."""

    reminder: Reminder
    opens: datetime
    closes: datetime
    enrolled_before: datetime

    def holds(self, at: datetime) -> bool:
        return self.opens <= at < self.closes


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    kind: Kind
    reminder: Reminder | None = None


def windows(when: When) -> tuple[Window, ...]:
    """Every reminder that there may be; no two hold at the same time.

    Whoever enrolled within the last day hears by the confirmation when it starts, so the next
    thing that they get is the reminder of the hour.
    """
    if when.is_cancelled:
        return ()
    start = when.starts_at
    day, hour = start - DAY_BEFORE, start - HOUR_BEFORE
    return (
        Window(_reminder(Reason.DAY, start), day, start - DAY_UNTIL, enrolled_before=day),
        Window(_reminder(Reason.HOUR, start), hour, start, enrolled_before=start),
    )


def _reminder(reason: Reason, start: datetime) -> Reminder:
    return Reminder(reason, f"{reason}-{start.astimezone(UTC):%Y%m%dT%H%M}")


def is_in_an_hour(start: datetime, at: datetime) -> bool:
    """Whether one may say so: it may be less where a worker was away, or somebody came late, and
    more where it starts later than planned."""
    return abs(start - at - HOUR_BEFORE) <= ABOUT


def due(when: When, person: Person, at: datetime) -> Reminder | None:
    """The reminder that goes to this person at `at`, or None."""
    if person.wants_none:
        return None
    found = (window for window in windows(when) if window.holds(at))
    return next((window.reminder for window in found if _is_for(window, person)), None)


def _is_for(window: Window, person: Person) -> bool:
    is_new = window.reminder.key not in person.sent
    return is_new and person.enrolled_at < window.enrolled_before


def moments(when: When, person: Person) -> tuple[Moment, ...]:
    """All that happens to this person around the session, in order."""
    return tuple(sorted(_moments(when, person), key=lambda moment: moment.at))


def _moments(when: When, person: Person) -> Iterator[Moment]:
    if when.is_cancelled:
        return
    yield Moment(when.starts_at - OPENS_BEFORE, Kind.OPENS)
    yield Moment(when.starts_at, Kind.STARTS)
    yield Moment(when.starts_at + timedelta(minutes=when.minutes), Kind.ENDS)
    if person.wants_none:
        return
    for window in windows(when):
        at = max(window.opens, person.enrolled_at)
        if window.holds(at) and _is_for(window, person):
            yield Moment(at, Kind.REMINDER, window.reminder)
