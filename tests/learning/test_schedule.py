"""When somebody is reminded, as a pure rule; what is looked ahead is what becomes due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from courses.models import CourseRun, Release
from learning.schedule import (
    WEEK,
    Kind,
    Person,
    Reason,
    deadline_of,
    due,
    is_awake,
    moments,
    next_reminder,
    next_waking,
    reminders,
)

from .outlines import lesson, modules

START = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ENDS = START + 40 * DAY
ZONES = ["Asia/Kathmandu", "Pacific/Fiji", "Asia/Dhaka", "Europe/Paris", "America/Lima", "UTC"]


def run_of(**fields):
    return CourseRun(**{"starts_at": START, "ends_at": ENDS, "time_zone": "Asia/Dhaka", **fields})


def somebody(**fields):
    return Person(**{"enrolled_at": START - 5 * DAY, "time_zone": "Asia/Dhaka", **fields})


def planned(run, person):
    return [(at, reminder.reason) for at, reminder in reminders(run, person, after=START)]


def test_whoever_never_begins_hears_of_it_twice_and_before_the_end():
    assert planned(run_of(), somebody()) == [
        (START + 3 * DAY, Reason.NOT_STARTED),
        (START + 10 * DAY, Reason.NOT_STARTED),
        (ENDS - 7 * DAY, Reason.DEADLINE),
    ]


def test_whoever_enrolls_late_is_counted_from_then():
    late = START + 10 * DAY

    (first, _reason), *_rest = planned(run_of(), somebody(enrolled_at=late))

    assert first == late + 3 * DAY


def test_whoever_stopped_is_reminded_once_for_each_stop():
    person = somebody(last_active_at=START + DAY)
    run = run_of(ends_at=None)

    [(at, reason)] = planned(run, person)
    sent = next_reminder(run, person, after=START)[1].key
    back = replace(person, sent=frozenset({sent}), last_active_at=START + 20 * DAY)

    assert (at, reason) == (START + 15 * DAY, Reason.STOPPED)
    assert planned(run, back) == [(START + 34 * DAY, Reason.STOPPED)]


def test_at_night_it_waits_for_the_morning():
    night = datetime(2027, 3, 4, 20, 0, tzinfo=UTC)  # 02:00 in Dhaka
    run = run_of(starts_at=night - 3 * DAY)

    assert due(run, somebody(enrolled_at=night - 9 * DAY), night) is None
    at, _reminder = next_reminder(run, somebody(enrolled_at=night - 9 * DAY), after=START)
    assert at == datetime(2027, 3, 5, 2, 0, tzinfo=UTC)


def test_a_reminder_of_another_course_holds_this_one_back_for_a_week():
    asked = START + 4 * DAY
    person = somebody(reminded_at=asked - DAY)

    assert due(run_of(), person, asked) is None
    assert next_reminder(run_of(), person, after=asked)[0] == asked + 6 * DAY


def test_two_days_before_the_end_it_goes_where_a_week_before_was_too_early():
    person = somebody(last_active_at=ENDS - 9 * DAY, reminded_at=ENDS - 9 * DAY)

    assert planned(run_of(), person) == [(ENDS - 2 * DAY, Reason.DEADLINE)]


def test_more_time_moves_the_reminder_before_the_end():
    person = somebody(last_active_at=ENDS - 9 * DAY, extended_until=ENDS + 20 * DAY)

    assert (ENDS + 13 * DAY, Reason.DEADLINE) in planned(run_of(), person)
    assert due(run_of(), replace(person, reminded_at=None), ENDS - 6 * DAY) is None


def test_more_time_is_never_less_than_the_run_itself_gives():
    person = somebody(last_active_at=ENDS - 9 * DAY, extended_until=ENDS - 3 * DAY)

    assert planned(run_of(), person)[0] == (ENDS - 7 * DAY, Reason.DEADLINE)
    assert deadline_of(run_of(ends_at=None), person.extended_until) is None


def test_nobody_is_reminded_who_has_completed_wants_none_or_can_do_nothing():
    asked = START + 3 * DAY
    assert due(run_of(), somebody(), asked)

    for never in ({"completed_at": START}, {"wants_none": True}, {"has_open_work": False}):
        assert due(run_of(), somebody(**never), asked) is None
    assert due(run_of(archived_at=START), somebody(), asked) is None
    assert due(run_of(starts_at=None), somebody(), asked) is None


def test_moments_hold_dates_releases_mails_and_the_end_in_order():
    outline = modules(a=[lesson("1")], b=[lesson("2")])
    run = run_of(release=Release.WEEKLY_RUN, opens_at=START - 9 * DAY, closes_at=START + DAY)

    found = moments(run, outline, somebody())

    assert [moment.kind for moment in found] == [
        Kind.ENROLLMENT_OPENS,
        Kind.ENROLLED,
        Kind.STARTS,
        Kind.ENROLLMENT_CLOSES,
        Kind.REMINDER,
        Kind.MODULE_OPENS,
        Kind.REMINDER,
        Kind.REMINDER,
        Kind.DEADLINE,
    ]


def test_morning_is_that_of_the_person_where_the_clock_changes_too():
    before = datetime(2027, 3, 27, 22, 0, tzinfo=UTC)  # Paris changes its clock in this night

    assert next_waking("Europe/Paris", before) == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)


# --- what is looked ahead is what becomes due -------------------------------------------------

hours = st.integers(min_value=-24 * 20, max_value=24 * 60).map(
    lambda hour: START + timedelta(hours=hour)
)
maybe = st.none() | hours
runs = st.builds(
    run_of,
    ends_at=st.none() | st.integers(1, 50).map(lambda days: START + days * DAY),
)
people = st.builds(
    somebody,
    enrolled_at=hours,
    time_zone=st.sampled_from(ZONES),
    last_active_at=maybe,
    extended_until=st.none() | st.integers(1, 80).map(lambda days: START + days * DAY),
    reminded_at=maybe,
)


@given(run=runs, person=people, after=hours)
def test_the_next_reminder_is_due_then_and_at_no_moment_before(run, person, after):
    found = next_reminder(run, person, after=after)

    ends = found[0] if found else after + 100 * DAY
    moment = after
    while moment < ends:
        assert due(run, person, moment) is None
        moment += timedelta(hours=1)
    if found:
        at, reminder = found
        assert due(run, person, at) == reminder
        assert is_awake(person.time_zone, at)


@given(run=runs, person=people)
def test_reminders_are_a_week_apart_and_none_comes_twice(run, person):
    found = list(reminders(run, person, after=START))

    dates = [at for at, _reminder in found]
    assert all(later - earlier >= WEEK for earlier, later in pairwise(dates))
    assert len({reminder.key for _at, reminder in found}) == len(found)
