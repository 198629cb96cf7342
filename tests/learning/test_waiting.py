"""The waiting list: in order, in the same transaction; nobody jumps the queue."""

import pytest

from courses.models import CourseRun
from learning.actions import (
    EnrollmentClosed,
    NoNeedToWait,
    RunFull,
    enroll,
    enroll_many,
    join_waiting,
    leave_waiting,
    move_to_run,
    withdraw,
)
from learning.models import WaitingEnd, WaitingPlace
from learning.receivers import tell_waiting
from learning.seats import free_seats
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from users.actions import erase_user
from users.inviting import Newcomer
from users.models import User

from .waiting_lists import HOUR, fresh, has_offer, logged, mails, wait

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_who_withdraws_hands_the_seat_to_who_waits_longest(run, inside):
    first, second = wait(run), wait(run)

    withdraw(enrollment=inside, at=NOW)

    assert (has_offer(first), has_offer(second)) == (True, False)
    assert fresh(first).offer_ends_at == NOW + 48 * HOUR
    [mail] = mails("seat_offered")
    assert mail.to_email == first.learner.email
    assert logged(first) == ["learning.join_waiting", "learning.offer_seat"]


def test_a_stranger_gets_no_seat_for_which_others_wait(run, inside):
    place = wait(run)
    withdraw(enrollment=inside, at=NOW)

    with pytest.raises(RunFull, match="waiting list"):
        enroll(learner=make_learner(), run=run, at=NOW)

    assert enroll(learner=place.learner, run=run, at=NOW + HOUR).withdrawn_at is None
    assert fresh(place).end == WaitingEnd.ENROLLED
    assert free_seats(run) == 0


def test_a_stranger_does_not_slip_in_before_the_sweep(run, inside):
    wait(run)
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)

    with pytest.raises(RunFull):
        enroll(learner=make_learner(), run=run, at=NOW)


def test_a_list_of_people_does_not_jump_the_queue(run, inside):
    wait(run)
    withdraw(enrollment=inside, at=NOW)

    [outcome] = enroll_many(
        run=run, people=[Newcomer("new@example.org")], at=NOW, by=make_learner()
    )

    assert outcome == "RUN_FULL"


def test_who_waits_cannot_take_a_seat_before_it_is_offered(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)

    with pytest.raises(RunFull, match="You are on the waiting list"):
        enroll(learner=second.learner, run=run, at=NOW)

    assert has_offer(first)


def test_who_returns_after_withdrawing_goes_to_the_end(run, inside):
    first = wait(run)
    withdraw(enrollment=inside, at=NOW)

    last = join_waiting(learner=inside.learner, run=run, at=NOW)

    leave_waiting(learner=first.learner, run=run, at=NOW)
    assert has_offer(last)


def test_moving_away_hands_the_seat_on_too(run, inside):
    place = wait(run)
    other = make_run(run.course)

    move_to_run(enrollment=inside, run=other, by=make_learner(), reason="Ill", at=NOW)

    assert has_offer(place)


def test_who_is_moved_into_the_run_waits_for_it_no_more(run):
    full = make_run(run.course, capacity=1)
    make_enrollment(run=full)
    enrollment = make_enrollment(run=run)
    place = join_waiting(learner=enrollment.learner, run=full, at=NOW)
    CourseRun.objects.filter(pk=full.pk).update(capacity=None)

    move_to_run(enrollment=enrollment, run=full, by=make_learner(), reason="Ill", at=NOW)

    assert fresh(place).end == WaitingEnd.ENROLLED


def test_joining_twice_is_one_place(run, inside):
    place = wait(run)

    assert join_waiting(learner=place.learner, run=run, at=NOW + HOUR) == place
    assert WaitingPlace.objects.count() == 1


def test_nobody_waits_where_a_seat_is_free(run):
    with pytest.raises(NoNeedToWait, match="A seat is free"):
        wait(run)


def test_nobody_waits_for_a_run_they_are_in(run, inside):
    with pytest.raises(NoNeedToWait, match="You are enrolled"):
        join_waiting(learner=inside.learner, run=run, at=NOW)


def test_nobody_waits_for_a_run_that_has_closed(run, inside):
    CourseRun.objects.filter(pk=run.pk).update(closes_at=NOW - HOUR)

    with pytest.raises(EnrollmentClosed):
        wait(run)


def test_who_leaves_with_an_offer_hands_it_on(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)

    assert leave_waiting(learner=first.learner, run=run, at=NOW)
    assert not leave_waiting(learner=first.learner, run=run, at=NOW)

    assert has_offer(second)
    assert fresh(first).end == WaitingEnd.LEFT


def test_who_was_erased_meanwhile_does_not_join(run, inside):
    learner = make_learner()
    erase_user(user=User.objects.get(pk=learner.pk), at=NOW)

    with pytest.raises(EnrollmentClosed):
        join_waiting(learner=learner, run=run, at=NOW)


def test_what_waiting_says_of_a_person_is_in_their_export(run, inside):
    place = wait(run)

    name, [row] = tell_waiting(None, user=place.learner)

    assert (name, row["run"], row["end"]) == ("waiting_places", run.slug, "")
