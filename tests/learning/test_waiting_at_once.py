"""The waiting list of a full run under fire: many at the same moment."""

from datetime import timedelta

import pytest

from courses.models import CourseRun
from learning.actions import RunFull, enroll, join_waiting, move_up_all, withdraw
from learning.models import Enrollment, WaitingPlace
from learning.seats import count_seats
from mail.models import Delivery
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user
from users.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

HOUR = timedelta(hours=1)


def wait(run: CourseRun) -> WaitingPlace:
    return join_waiting(learner=make_learner(), run=run, at=NOW)


def is_offered(place: WaitingPlace) -> bool:
    place.refresh_from_db()
    return place.is_offered(at=NOW)


@pytest.mark.slow
def test_fifty_people_and_five_seats_that_get_free_keep_the_order():
    """Ten wait, five leave, and forty strangers press "Enroll" at the same moment."""
    run = make_run(capacity=5)
    inside = [make_enrollment(run=run) for _ in range(5)]
    places = [wait(run) for _ in range(10)]
    strangers = [make_learner() for _ in range(40)]

    def act(place):
        if place < 5:
            return withdraw(enrollment=inside[place], at=NOW)
        if place < 10:
            return move_up_all(at=NOW)
        try:
            return enroll(learner=strangers[place - 10], run=run, at=NOW)
        except RunFull:
            return None

    done = at_once(50, act)

    assert not any(done[10:])
    assert [is_offered(place) for place in places] == [True] * 5 + [False] * 5
    assert count_seats([run.pk])[run.pk].spoken_for == 10
    assert Delivery.objects.filter(template="seat_offered").count() == 5


@pytest.mark.slow
def test_a_seat_is_taken_once_whoever_presses_how_often():
    run = make_run(capacity=3)
    inside = [make_enrollment(run=run) for _ in range(3)]
    places = [wait(run) for _ in range(6)]
    for enrollment in inside:
        withdraw(enrollment=enrollment, at=NOW)

    def press(place):
        try:
            enroll(learner=places[place % 6].learner, run=run, at=NOW)
        except RunFull:
            return False
        return True

    at_once(24, press)

    taken = Enrollment.objects.active().filter(run=run)
    assert set(taken.values_list("learner", flat=True)) == {p.learner_id for p in places[:3]}


@pytest.mark.slow
def test_erasing_people_while_the_list_moves_waits_for_nobody_for_ever():
    runs = [make_run(capacity=1), make_run(capacity=1)]
    inside = [make_enrollment(run=run) for run in runs]
    people = [make_learner() for _ in range(6)]
    for run, order in zip(runs, (people, people[::-1]), strict=True):
        for learner in order:
            join_waiting(learner=learner, run=run, at=NOW)

    def act(place):
        if place < 2:
            withdraw(enrollment=inside[place], at=NOW)
        elif place < 8:
            erase_user(user=User.objects.get(pk=people[place - 2].pk), at=NOW)
        else:
            move_up_all(at=NOW + place * 48 * HOUR)

    at_once(12, act)

    assert not WaitingPlace.objects.open().exists()
    assert not Delivery.objects.filter(to_name__startswith="Learner", user__in=people).exists()
