"""What the proofs of one person say together."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.models import Attendance, LiveSession, Source
from live.proof import decide, minutes_by, minutes_of

STARTS = datetime(2027, 3, 14, 9, 0, tzinfo=UTC)


def minute(number):
    return STARTS + timedelta(minutes=number)


def a_session(**fields):
    return LiveSession(
        **{"starts_at": STARTS, "minutes": 90, "required_share_percent": 80, **fields}
    )


def proof(source, at=0, minutes=None, **fields):
    return Attendance(source=source, at=at if at is None else minute(at), minutes=minutes, **fields)


def decided(session, *rows, has_passed_check=False):
    return decide(session, rows, has_passed_check=has_passed_check)


@pytest.mark.parametrize(
    ("joined", "minutes"), [(-15, 90), (0, 90), (18, 72), (89, 1), (90, 0), (119, 0)]
)
def test_who_joins_is_there_from_then_until_the_end_and_not_before_the_start(joined, minutes):
    assert minutes_by(a_session(), proof(Source.JOIN, joined)) == minutes


def test_a_begun_minute_is_none():
    row = Attendance(source=Source.JOIN, at=minute(18) + timedelta(seconds=1))

    assert minutes_by(a_session(), row) == 71


def test_who_waited_for_a_late_start_was_there_the_whole_time():
    assert minutes_by(a_session(delay_minutes=10), proof(Source.JOIN, 9)) == 90


def test_the_code_proves_the_whole_session():
    assert minutes_by(a_session(held_minutes=60), proof(Source.CODE, 55)) == 60


@pytest.mark.parametrize("source", [Source.LIST, Source.REPORT])
def test_nobody_was_there_longer_than_the_session_was_held(source):
    assert minutes_by(a_session(held_minutes=60), proof(source, minutes=85)) == 60


@pytest.mark.parametrize(("minutes", "counts"), [(71, False), (72, True)])
def test_the_required_share_is_enough_and_a_minute_less_is_not(minutes, counts):
    assert decided(a_session(), proof(Source.REPORT, minutes=minutes)).counts is counts


def test_the_share_is_of_the_time_that_it_was_really_held():
    row = proof(Source.REPORT, minutes=48)

    assert not decided(a_session(), row).counts
    assert decided(a_session(held_minutes=60), row).counts


def test_the_best_proof_counts_and_never_the_sum():
    both = [proof(Source.JOIN, 40), proof(Source.REPORT, minutes=60)]

    assert minutes_of(a_session(), both) == 60
    assert not decided(a_session(), *both).counts


def test_where_joining_does_not_count_it_shows_and_proves_nothing():
    session = a_session(join_counts=False)
    found = decided(session, proof(Source.JOIN))

    assert (found.counts, found.minutes) == (False, 90)
    assert decided(session, proof(Source.JOIN), proof(Source.CODE)).by == Source.CODE


def test_a_report_that_says_less_takes_nothing_away():
    found = decided(a_session(), proof(Source.REPORT, minutes=10), proof(Source.JOIN))

    assert (found.counts, found.by) == (True, Source.JOIN)


def test_the_word_of_the_host_is_named_before_a_click():
    rows = [proof(Source.LIST, minutes=90), proof(Source.JOIN)]

    assert decided(a_session(), *rows).by == decided(a_session(), *rows[::-1]).by == Source.LIST


@pytest.mark.parametrize(
    ("accepted", "watched", "passed", "counts"),
    [
        (True, True, True, True),
        (False, True, True, False),
        (True, False, True, False),
        (True, True, False, False),
    ],
)
def test_a_recording_counts_where_it_is_accepted_watched_and_its_check_passed(
    accepted, watched, passed, counts
):
    row = proof(Source.RECORDING, 300 if watched else None, opened_at=minute(200))
    found = decided(a_session(recording_counts=accepted), row, has_passed_check=passed)

    assert found.counts is counts
    assert found.minutes == 0


def test_nobody_without_proof_attended_even_a_session_of_no_length():
    assert not decided(a_session()).counts
    assert not decided(a_session(held_minutes=0), proof(Source.CODE)).counts


SESSIONS = st.builds(
    a_session,
    minutes=st.integers(1, 300),
    held_minutes=st.none() | st.integers(0, 300),
    delay_minutes=st.integers(0, 60),
    required_share_percent=st.integers(1, 100),
    join_counts=st.booleans(),
    recording_counts=st.booleans(),
)
PROOFS = st.builds(
    proof,
    st.sampled_from(Source),
    st.integers(-30, 400),
    st.integers(0, 500),
)


@given(SESSIONS, st.lists(PROOFS, max_size=6), PROOFS, st.booleans())
def test_one_proof_more_never_takes_anything_away(session, rows, more, passed):
    before = decided(session, *rows, has_passed_check=passed)
    after = decided(session, *rows, more, has_passed_check=passed)

    assert after.minutes >= before.minutes
    assert after.counts >= before.counts


@given(SESSIONS, st.lists(PROOFS, max_size=6), st.booleans())
def test_the_order_of_proofs_says_nothing_and_nobody_is_there_longer_than_it_lasts(
    session, rows, passed
):
    found = decided(session, *rows, has_passed_check=passed)

    assert found == decided(session, *rows[::-1], has_passed_check=passed)
    assert 0 <= found.minutes <= session.length
    assert (found.by is not None) == found.counts
