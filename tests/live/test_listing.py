"""The host's list: who came, once each, corrected without harm, and handed down after the end."""

from datetime import timedelta

import pytest

from learning.actions import withdraw
from learning.models import ActivityResult, ResultKind
from live.actions import NotSaid, end_session, list_attendance, settle_due
from live.models import Attendance, LiveSession, Source
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session
from tests.threads import at_once

from .arranging import run_with_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE = timedelta(minutes=1)
START = NOW
END = START + 90 * MINUTE


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=START)


@pytest.fixture
def host():
    return make_learner(name="The host")


@pytest.fixture
def person(session):
    return make_enrollment(run=session.run)


def say(session, host, came=None, not_came=(), at=END, shown=None):
    return list_attendance(
        session=session, came=came or {}, not_came=not_came, shown=shown, by=host, at=at
    )


def listed():
    rows = Attendance.objects.filter(source=Source.LIST)
    return dict(rows.values_list("enrollment", "minutes"))


def attended():
    facts = ActivityResult.objects.valid().filter(kind=ResultKind.SESSION)
    return set(facts.values_list("enrollment", flat=True))


def test_who_is_listed_after_the_end_has_attended_and_who_is_taken_off_has_not(
    session, host, person
):
    say(session, host, {person.pk: None})
    settle_due(at=END + MINUTE)
    assert attended() == {person.pk}

    say(session, host, not_came=[person.pk])
    settle_due(at=END + 2 * MINUTE)

    assert attended() == set()
    assert listed() == {}


def test_listing_twice_changes_nothing_and_keeps_the_first_moment(session, host, person):
    assert say(session, host, {person.pk: None}, at=START).added == 1
    assert say(session, host, {person.pk: None}, at=END).is_nothing

    assert Attendance.objects.get().at == START
    assert listed() == {person.pk: 90}


def test_minutes_are_corrected_and_never_more_than_the_session_was_long(session, host, person):
    say(session, host, {person.pk: 30})
    assert say(session, host, {person.pk: 4000}).changed == 1

    assert listed() == {person.pk: 90}


def test_a_list_takes_nothing_from_other_proofs(session, host, person):
    make_attendance(session, person, Source.CODE)
    say(session, host, {person.pk: 10})
    say(session, host, not_came=[person.pk])
    settle_due(at=END + MINUTE)

    assert attended() == {person.pk}


def test_nobody_of_another_run_is_listed_and_who_left_can_only_be_taken_off(session, host, person):
    stranger = make_enrollment()
    say(session, host, {person.pk: None, stranger.pk: None})
    withdraw(enrollment=person, at=END)
    assert listed() == {person.pk: 90}

    say(session, host, not_came=[person.pk])
    say(session, host, {person.pk: None})

    assert listed() == {}


def test_the_list_opens_with_the_session_and_not_for_a_cancelled_one(session, host, person):
    with pytest.raises(NotSaid, match="15 minutes"):
        say(session, host, {person.pk: None}, at=START - 16 * MINUTE)
    LiveSession.objects.update(cancelled_at=NOW, cancel_reason="Ill")
    with pytest.raises(NotSaid, match="cancelled"):
        say(session, host, {person.pk: None})


def test_who_was_there_all_the_time_still_is_when_it_was_longer_or_shorter(session, host, person):
    say(session, host, {person.pk: None}, at=START)
    end_session(session=session, minutes=120, shown=90, by=host, at=END)
    assert listed() == {person.pk: 120}

    end_session(session=session, minutes=60, shown=120, by=host, at=END)
    settle_due(at=END)

    assert listed() == {person.pk: 60}
    assert attended() == {person.pk}


def test_a_session_that_was_shorter_counts_for_who_joined_late(session, host, person):
    make_attendance(session, person, at=START + 10 * MINUTE)
    settle_due(at=END)
    assert attended() == {person.pk}  # 80 of 90

    end_session(session=session, minutes=45, shown=90, by=host, at=END)
    settle_due(at=END)
    assert attended() == set()  # 35 of 45 are less than 80 %

    end_session(session=session, minutes=50, shown=45, by=host, at=END)
    settle_due(at=END)
    assert attended() == {person.pk}  # 40 of 50


def test_a_length_is_kept_once_and_not_over_what_another_host_said(session, host):
    assert end_session(session=session, minutes=60, shown=90, by=host, at=END)
    assert not end_session(session=session, minutes=60, shown=90, by=host, at=END)
    with pytest.raises(NotSaid, match="60 minutes"):
        end_session(session=session, minutes=70, shown=90, by=host, at=END)
    with pytest.raises(NotSaid, match="not begun"):
        end_session(session=session, minutes=70, shown=60, by=host, at=START - MINUTE)


@pytest.mark.django_db(transaction=True)
def test_hosts_who_list_at_once_lose_nothing(session, host):
    people = [make_enrollment(run=session.run) for _ in range(6)]
    lists = [people[:4], people[2:], people[::-1], [people[0]]]

    def list_some(number):
        return say(session, host, {each.pk: None for each in lists[number]})

    at_once(4, list_some)

    assert listed() == dict.fromkeys((each.pk for each in people), 90)


def test_what_another_host_said_since_the_page_was_opened_stays(session, host):
    ayu, rina, budi = (make_enrollment(run=session.run).pk for _ in range(3))
    say(session, host, {rina: 30})
    shown = {ayu: None, rina: 30, budi: None}
    say(session, host, {ayu: 45, rina: 60}, shown=shown)

    done = say(session, host, {ayu: None, budi: None}, [rina], shown=shown)

    assert (done.added, done.changed, done.removed, done.left) == (1, 0, 0, 2)
    assert listed() == {ayu: 45, rina: 60, budi: 90}


def test_two_hosts_who_say_the_same_of_somebody_agree(session, host, person):
    shown = {person.pk: None}
    say(session, host, {person.pk: 45}, shown=shown)

    assert say(session, host, {person.pk: 45}, shown=shown).left == 0
    assert say(session, host, not_came=[person.pk], shown={person.pk: 45}).removed == 1
    assert say(session, host, not_came=[person.pk], shown={person.pk: 45}).left == 0
