"""Seats: one count, whoever asks; one order of locks; exactly capacity under fire."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from courses.seats_door import seats_taken
from learning.actions import (
    MovedMeanwhile,
    RunFull,
    enroll,
    enroll_many,
    move_to_run,
    withdraw,
)
from learning.models import Enrollment
from learning.seats import free_seats
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user
from users.inviting import Newcomer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
together = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def test_whoever_is_erased_gives_the_seat_back():
    run = make_run(capacity=1)
    gone = make_enrollment(run=run)

    erase_user(user=gone.learner, at=NOW)

    assert free_seats(run) == 1
    assert seats_taken([run.pk]) == {}
    assert enroll(learner=make_learner(), run=run, at=NOW).run == run


def test_erasing_writes_no_withdrawal_into_the_record():
    gone = make_enrollment(run=make_run(capacity=1))

    erase_user(user=gone.learner, at=NOW)

    gone.refresh_from_db()
    assert gone.withdrawn_at is None


def test_whoever_moves_leaves_a_free_seat_behind():
    origin = make_run(capacity=1)
    enrollment, staff = make_enrollment(run=origin), make_learner()
    target = make_run(origin.course, capacity=1)

    move_to_run(enrollment=enrollment, run=target, by=staff, reason="Ill", at=NOW)

    assert (free_seats(origin), free_seats(target)) == (1, 0)


def test_a_page_opened_before_a_move_withdraws_from_nothing():
    enrollment, staff = make_enrollment(), make_learner()
    before = Enrollment.objects.get(pk=enrollment.pk)
    target = make_run(enrollment.run.course)
    move_to_run(enrollment=enrollment, run=target, by=staff, reason="Ill", at=NOW)

    with pytest.raises(MovedMeanwhile, match="another run"):
        withdraw(enrollment=before, at=NOW)

    enrollment.refresh_from_db()
    assert enrollment.withdrawn_at is None


def test_moving_twice_from_two_tabs_moves_once():
    enrollment, staff = make_enrollment(), make_learner()
    other_tab = Enrollment.objects.get(pk=enrollment.pk)
    target = make_run(enrollment.run.course)

    move_to_run(enrollment=enrollment, run=target, by=staff, reason="Ill", at=NOW)

    again = move_to_run(enrollment=other_tab, run=target, by=staff, reason="Ill", at=NOW)
    assert again.run == target


@together
@pytest.mark.slow
def test_fifty_people_for_the_last_seats_get_exactly_those():
    run = make_run(capacity=7)
    make_enrollment(run=run)
    people = [make_learner() for _ in range(50)]

    def click(place):
        try:
            enroll(learner=people[place], run=run, at=NOW)
        except RunFull:
            return False
        return True

    assert sum(at_once(50, click)) == 6
    assert Enrollment.objects.active().filter(run=run).count() == 7


@together
@pytest.mark.slow
def test_seats_that_come_and_go_under_fire_are_never_more_than_there_are():
    """Some enroll, some leave, some are moved both ways, lists are loaded; no two wait for ever."""
    course = make_course(lessons=(1,))
    first, second = make_run(course, capacity=10), make_run(course, capacity=10)
    inside = [make_enrollment(run=run) for run in (first, second) for _ in range(9)]
    outside = [make_learner() for _ in range(12)]
    staff = make_learner()

    def act(place):
        try:
            if place < 12:
                enroll(learner=outside[place], run=(first, second)[place % 2], at=NOW)
            elif place < 24:
                row = inside[place - 12]
                target = second if row.run_id == first.pk else first
                move_to_run(enrollment=row, run=target, by=staff, reason="Swap", at=NOW)
            elif place < 30:
                withdraw(enrollment=inside[place - 12], at=NOW)
            else:
                people = [Newcomer(f"late-{place}-{n}@example.org", "Late") for n in range(4)]
                enroll_many(run=(first, second)[place % 2], people=people, at=NOW, by=staff)
        except (RunFull, MovedMeanwhile):
            pass

    at_once(32, act)

    for run in (first, second):
        assert Enrollment.objects.active().filter(run=run).count() <= 10


@together
def test_whoever_asks_for_a_seat_waits_for_a_withdrawal_under_way():
    """On SQLite one writes at a time; on PostgreSQL the lock on the run does it."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    run = make_run(capacity=1)
    enrollment, waiting = make_enrollment(run=run), make_learner()

    def ask(_place):
        return enroll(learner=waiting, run=run, at=NOW).run_id

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            withdraw(enrollment=enrollment, at=NOW)
            asked = pool.submit(at_once, 1, ask)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
            assert not asked.done()
        assert asked.result(timeout=10) == [run.pk]
