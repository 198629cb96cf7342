"""What happens to a learner when. Pure: no query, no clock.

The task that sends reminders asks `due`; the rehearsal of a run shows `moments`, which looks ahead
through the same rules. A reminder has a window in which it may go; in it waits until the person is
awake and a week has passed since the last one, of whatever course.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from core.moments import zone_of
from courses.models import CourseRun
from courses.outline import Outline
from learning.release import openings

WEEK: Final = timedelta(days=7)
"""At most one reminder a week, counted over all courses of a person."""
WAKES, SLEEPS = time(8), time(20)
"""Between these hours of their own clock somebody may get a reminder."""
NOT_STARTED_AFTER: Final = (timedelta(days=3), timedelta(days=10))
NOT_STARTED_UNTIL: Final = timedelta(days=17)
STOPPED_AFTER: Final = timedelta(days=14)
STOPPED_UNTIL: Final = timedelta(days=28)
BEFORE_DEADLINE: Final = (timedelta(days=7), timedelta(days=2))
SHORTEST_OFFER: Final = timedelta(hours=12)
"""To answer in, where a seat is offered and the run starts soon."""
LATE: Final = timedelta(days=7)
"""A warning that nobody could send for so long is none any more."""


class Kind(StrEnum):
    ENROLLMENT_OPENS = "enrollment-opens"
    ENROLLMENT_CLOSES = "enrollment-closes"
    ENROLLED = "enrolled"
    STARTS = "starts"
    MODULE_OPENS = "module-opens"
    DEADLINE = "deadline"
    REMINDER = "reminder"
    SEAT_OFFERED = "seat-offered"
    SEAT_LAPSES = "seat-lapses"
    DECIDE = "decide"


class Reason(StrEnum):
    """Why somebody is reminded; the first of those that are due goes."""

    DEADLINE = "deadline"
    NOT_STARTED = "not-started"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Reminder:
    """`key` is the same for the same reminder, so that it goes once in an enrollment."""

    reason: Reason
    key: str


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules ask about somebody in a run.

    `reminded_at`: when the last reminder of any course went. `sent`: keys of those of this
    enrollment. `has_open_work`: whether something is missing that can be done now.
    """

    enrolled_at: datetime
    time_zone: str
    language: str = "en"
    last_active_at: datetime | None = None
    completed_at: datetime | None = None
    extended_until: datetime | None = None
    reminded_at: datetime | None = None
    sent: frozenset[str] = frozenset()
    wants_none: bool = False
    has_open_work: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """A reminder may go from `opens` until before `closes`."""

    reminder: Reminder
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """`module`: the key of a module that opens. `reminder`: of a mail that reminds."""

    at: datetime
    kind: Kind
    module: str = ""
    reminder: Reminder | None = None


def deadline_of(run: CourseRun, extended_until: datetime | None) -> datetime | None:
    """Until when this learner is asked to finish: the end of the run, or what they were given.

    The later of the two: more time never becomes less, by a later end or in another run.
    """
    if extended_until is None or run.ends_at is None:
        return run.ends_at
    return max(extended_until, run.ends_at)


def due(run: CourseRun, person: Person, at: datetime) -> Reminder | None:
    """The reminder that goes to this person at `at`, or None."""
    if not _may_be_reminded(run, person, at) or not is_awake(person.time_zone, at):
        return None
    if person.reminded_at is not None and at - person.reminded_at < WEEK:
        return None
    found = (window.reminder for window in windows(run, person) if _holds(window, person, at))
    return next(found, None)


def _may_be_reminded(run: CourseRun, person: Person, at: datetime) -> bool:
    if person.wants_none or person.completed_at is not None or not person.has_open_work:
        return False
    return run.archived_at is None and run.has_started(at=at)


def _holds(window: Window, person: Person, at: datetime) -> bool:
    return window.opens <= at < window.closes and window.reminder.key not in person.sent


def windows(run: CourseRun, person: Person) -> Iterator[Window]:
    """Every reminder that there may be, the most pressing reason first."""
    deadline = deadline_of(run, person.extended_until)
    yield from _before(deadline)
    begins = max(filter(None, (person.enrolled_at, run.starts_at or run.opens_at)))
    if person.last_active_at is None:
        yield from _not_started(begins, deadline)
    else:
        yield from _stopped(person.last_active_at, deadline)


def _before(deadline: datetime | None) -> Iterator[Window]:
    if deadline is None:
        return
    ends = [*(deadline - days for days in BEFORE_DEADLINE[1:]), deadline]
    for number, (days, closes) in enumerate(zip(BEFORE_DEADLINE, ends, strict=True), start=1):
        key = f"{Reason.DEADLINE}-{number}-{deadline.astimezone(UTC):%Y%m%dT%H%M}"
        yield Window(Reminder(Reason.DEADLINE, key), deadline - days, closes)


def _not_started(begins: datetime, deadline: datetime | None) -> Iterator[Window]:
    ends = [*(begins + days for days in NOT_STARTED_AFTER[1:]), begins + NOT_STARTED_UNTIL]
    for number, (days, closes) in enumerate(zip(NOT_STARTED_AFTER, ends, strict=True), start=1):
        reminder = Reminder(Reason.NOT_STARTED, f"{Reason.NOT_STARTED}-{number}")
        yield Window(reminder, begins + days, _until(closes, deadline))


def _stopped(last_active_at: datetime, deadline: datetime | None) -> Iterator[Window]:
    """Once for each time that somebody stops."""
    key = f"{Reason.STOPPED}-{last_active_at.astimezone(UTC):%Y%m%dT%H%M}"
    opens, closes = last_active_at + STOPPED_AFTER, last_active_at + STOPPED_UNTIL
    yield Window(Reminder(Reason.STOPPED, key), opens, _until(closes, deadline))


def _until(closes: datetime, deadline: datetime | None) -> datetime:
    return closes if deadline is None else min(closes, deadline)


def is_awake(time_zone: str, at: datetime) -> bool:
    """Whether it is day for somebody there."""
    return WAKES <= at.astimezone(zone_of(time_zone)).time() < SLEEPS


def next_waking(time_zone: str, at: datetime) -> datetime:
    """`at`, or where that is night the morning after it."""
    if is_awake(time_zone, at):
        return at
    zone = zone_of(time_zone)
    local = at.astimezone(zone)
    day = local.date() if local.time() < WAKES else local.date() + timedelta(days=1)
    return datetime.combine(day, WAKES, tzinfo=zone).astimezone(UTC)


def next_reminder(
    run: CourseRun, person: Person, *, after: datetime
) -> tuple[datetime, Reminder] | None:
    """The first moment from `after` on at which `due` says something, and what."""
    starts_at = run.starts_at or run.opens_at
    earliest = max(filter(None, (after, starts_at, _rested(person))))
    found = [
        (moment, window.reminder)
        for window in windows(run, person)
        if window.reminder.key not in person.sent
        and (moment := next_waking(person.time_zone, max(window.opens, earliest))) < window.closes
        and _may_be_reminded(run, person, moment)
    ]
    return min(found, key=lambda each: each[0], default=None)


def _rested(person: Person) -> datetime | None:
    return person.reminded_at + WEEK if person.reminded_at else None


def reminders(
    run: CourseRun, person: Person, *, after: datetime
) -> Iterator[tuple[datetime, Reminder]]:
    """Every reminder from `after` on, for somebody who does nothing more."""
    while (found := next_reminder(run, person, after=after)) is not None:
        moment, reminder = found
        yield moment, reminder
        person = replace(person, reminded_at=moment, sent=person.sent | {reminder.key})


def moments(run: CourseRun, outline: Outline, person: Person) -> tuple[Moment, ...]:
    """All that happens to somebody who enrolls and then does nothing more, in order."""
    return tuple(sorted(_moments(run, outline, person), key=lambda moment: moment.at))


def _moments(run: CourseRun, outline: Outline, person: Person) -> Iterator[Moment]:
    starts_at = run.starts_at or run.opens_at
    dates = [
        (Kind.ENROLLMENT_OPENS, run.opens_at),
        (Kind.ENROLLMENT_CLOSES, None if run.is_always_open else run.closes_at),
        (Kind.ENROLLED, person.enrolled_at),
        (Kind.STARTS, starts_at),
        (Kind.DEADLINE, deadline_of(run, person.extended_until)),
    ]
    for kind, at in dates:
        if at is not None:
            yield Moment(at, kind)
    for key, opening in openings(run, outline, enrolled_at=person.enrolled_at).items():
        if opening.at is not None:
            yield Moment(opening.at, Kind.MODULE_OPENS, module=key)
    for at, reminder in reminders(run, person, after=person.enrolled_at):
        yield Moment(at, Kind.REMINDER, reminder=reminder)


def offer_ends(run: CourseRun, *, at: datetime) -> datetime:
    """Until when a seat offered at `at` is kept.

    As many hours as the run gives, but no seat is kept past the start, except for those who have
    had less than half a day to answer; and none past the end of enrollment.
    """
    ends = at + timedelta(hours=run.hours_to_answer)
    if run.starts_at is not None and at < run.starts_at < ends:
        ends = min(ends, max(run.starts_at, at + SHORTEST_OFFER))
    closes = run.ends_at if run.is_always_open else run.closes_at or run.ends_at
    return ends if closes is None else min(ends, closes)


def seat_moments(run: CourseRun, *, freed_at: datetime) -> tuple[Moment, ...]:
    """What whoever waits longest gets when a seat is free at `freed_at`, and leaves unanswered.

    Nothing where seats have no number, or nobody can enroll at that moment.
    """
    if run.capacity is None or not run.is_open_for_enrollment(at=freed_at):
        return ()
    ends = offer_ends(run, at=freed_at)
    return (Moment(freed_at, Kind.SEAT_OFFERED), Moment(ends, Kind.SEAT_LAPSES))


def warns_team(run: CourseRun, *, enrolled: int, at: datetime) -> bool:
    """Whether the team hears at `at` that there are too few people: from the day of the decision
    on, for a week."""
    if run.minimum is None or run.decide_at is None or run.has_ended(at=at):
        return False
    return enrolled < run.minimum and run.decide_at <= at < run.decide_at + LATE


def team_moments(run: CourseRun) -> tuple[Moment, ...]:
    """What the team gets while nobody enrolls."""
    if run.decide_at is None or not warns_team(run, enrolled=0, at=run.decide_at):
        return ()
    return (Moment(run.decide_at, Kind.DECIDE),)
