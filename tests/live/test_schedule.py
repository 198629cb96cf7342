"""When somebody is reminded of a session: by the clock alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.schedule import Kind, Person, Reason, When, due, moments

START = datetime(2027, 3, 14, 9, tzinfo=UTC)
WHEN = When(starts_at=START, minutes=90)
LONG_AGO = Person(enrolled_at=START - timedelta(days=30))
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (24 * HOUR + MINUTE, None),
        (24 * HOUR, Reason.DAY),
        (3 * HOUR + MINUTE, Reason.DAY),
        (3 * HOUR, None),
        (HOUR + MINUTE, None),
        (HOUR, Reason.HOUR),
        (MINUTE, Reason.HOUR),
        (0 * HOUR, None),
        (-HOUR, None),
    ],
)
def test_a_day_and_an_hour_before_and_never_after_the_start(before, reason):
    found = due(WHEN, LONG_AGO, START - before)

    assert (found and found.reason) == reason


def test_each_once():
    first = due(WHEN, LONG_AGO, START - HOUR)
    again = Person(enrolled_at=LONG_AGO.enrolled_at, sent=frozenset({first.key}))

    assert due(WHEN, again, START - HOUR / 2) is None


def test_whoever_enrolled_within_the_day_is_reminded_of_the_hour_alone():
    late = Person(enrolled_at=START - 5 * HOUR)

    assert due(WHEN, late, START - 4 * HOUR) is None
    assert due(WHEN, late, START - HOUR).reason == Reason.HOUR


def test_a_session_that_moves_is_reminded_of_anew():
    moved = When(starts_at=START + HOUR, minutes=90)
    sent = due(WHEN, LONG_AGO, START - 23 * HOUR)
    person = Person(enrolled_at=LONG_AGO.enrolled_at, sent=frozenset({sent.key}))

    assert due(moved, person, START - 23 * HOUR).reason == Reason.DAY


def test_of_a_cancelled_one_and_against_ones_wish_nothing_is_said():
    cancelled = When(starts_at=START, minutes=90, is_cancelled=True)
    quiet = Person(enrolled_at=LONG_AGO.enrolled_at, wants_none=True)

    assert due(cancelled, LONG_AGO, START - HOUR) is None
    assert moments(cancelled, LONG_AGO) == ()
    assert due(WHEN, quiet, START - HOUR) is None
    assert Kind.REMINDER not in {moment.kind for moment in moments(WHEN, quiet)}


def test_the_moments_stand_in_order():
    kinds = [moment.kind for moment in moments(WHEN, LONG_AGO)]

    assert kinds == [Kind.REMINDER, Kind.REMINDER, Kind.OPENS, Kind.STARTS, Kind.ENDS]


@given(
    enrolled=st.integers(min_value=0, max_value=60 * 48),
    asked=st.integers(min_value=0, max_value=60 * 48),
)
def test_what_is_due_was_announced_and_nothing_is_due_before(enrolled, asked):
    """A person who enrolled, and a moment, both so many minutes before the start."""
    person = Person(enrolled_at=START - enrolled * MINUTE)
    at = START - asked * MINUTE
    announced = [m for m in moments(WHEN, person) if m.kind == Kind.REMINDER]

    found = due(WHEN, person, at)

    if found is not None and asked <= enrolled:
        assert any(m.reminder == found and m.at <= at for m in announced)
    for moment in announced:
        assert due(WHEN, person, moment.at) == moment.reminder
        assert due(WHEN, person, moment.at - MINUTE) != moment.reminder or (
            moment.at - MINUTE < person.enrolled_at
        )
