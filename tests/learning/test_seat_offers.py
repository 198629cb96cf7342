"""A seat is offered to who waits longest, kept until a deadline, and offered on."""

import pytest

from courses.models import CourseRun
from learning.actions import RunFull, enroll, join_waiting, move_up_all, withdraw
from learning.models import WaitingEnd, WaitingPlace
from learning.schedule import offer_ends
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment
from users.actions import erase_user
from users.models import User

from .waiting_lists import HOUR, fresh, has_offer, logged, mails, wait

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_offer_that_lapsed_moves_on_and_both_are_told(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)
    later = NOW + 48 * HOUR

    move_up_all(at=later - HOUR)
    assert has_offer(first)
    move_up_all(at=later)
    move_up_all(at=later)

    assert fresh(first).end == WaitingEnd.LAPSED
    assert has_offer(second, at=later)
    assert [mail.to_email for mail in mails("seat_lapsed")] == [first.learner.email]
    assert [mail.to_email for mail in mails("seat_offered")] == [
        *(first.learner.email, second.learner.email)
    ]
    assert logged(first)[-1] == "learning.lapse_offer"


def test_nobody_takes_a_seat_after_the_deadline_also_before_the_sweep(run, inside):
    place = wait(run)
    withdraw(enrollment=inside, at=NOW)

    with pytest.raises(RunFull, match="Your seat was kept until"):
        enroll(learner=place.learner, run=run, at=NOW + 48 * HOUR)


def test_a_lapsed_learner_who_joins_again_is_last(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)
    later = NOW + 48 * HOUR
    move_up_all(at=later)

    again = join_waiting(learner=first.learner, run=run, at=later)

    assert again.pk != first.pk
    assert WaitingPlace.objects.ahead_of(again).count() == 0
    assert has_offer(second, at=later)
    assert not has_offer(again, at=later)


@pytest.mark.parametrize(
    ("dates", "hours"),
    [
        ({}, 48),
        ({"starts_at": NOW + 30 * HOUR}, 30),
        ({"starts_at": NOW + 2 * HOUR}, 12),
        ({"closes_at": NOW + 5 * HOUR}, 5),
        ({"starts_at": NOW + 2 * HOUR, "closes_at": NOW + 3 * HOUR}, 3),
        ({"is_always_open": True, "closes_at": NOW + HOUR, "ends_at": NOW + 20 * HOUR}, 20),
    ],
)
def test_a_seat_is_not_kept_past_the_start_nor_the_end_of_enrollment(dates, hours):
    run = CourseRun(**{"starts_at": NOW - HOUR, "ends_at": NOW + 900 * HOUR, **dates})

    assert offer_ends(run, at=NOW) == NOW + hours * HOUR


def test_how_long_a_seat_is_kept_is_a_setting(run, inside, settings):
    settings.LMS_SEAT_OFFER_HOURS = 6
    place = wait(run)

    withdraw(enrollment=inside, at=NOW)

    assert fresh(place).offer_ends_at == NOW + 6 * HOUR


def test_how_long_a_seat_is_kept_may_be_said_of_a_run(run, inside):
    CourseRun.objects.filter(pk=run.pk).update(offer_hours=5)
    place = wait(run)

    withdraw(enrollment=inside, at=NOW)

    assert fresh(place).offer_ends_at == NOW + 5 * HOUR


def test_more_seats_are_offered_to_as_many_by_the_sweep(run, inside):
    places = [wait(run) for _ in range(3)]
    CourseRun.objects.filter(pk=run.pk).update(capacity=3)

    move_up_all(at=NOW)

    assert [has_offer(place) for place in places] == [True, True, False]


def test_a_run_without_a_limit_any_more_offers_a_seat_to_all(run, inside):
    places = [wait(run) for _ in range(3)]
    CourseRun.objects.filter(pk=run.pk).update(capacity=None)

    move_up_all(at=NOW)

    assert all(has_offer(place) for place in places)


def test_fewer_seats_take_no_offer_back_and_make_no_new_one(run, inside):
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)
    other = make_enrollment(run=run)
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)

    withdraw(enrollment=other, at=NOW)

    assert (has_offer(first), has_offer(second)) == (True, False)
    assert enroll(learner=first.learner, run=run, at=NOW)


def test_an_erased_learners_seat_is_offered_by_the_sweep(run, inside):
    place = wait(run)

    erase_user(user=inside.learner, at=NOW)
    move_up_all(at=NOW)

    assert has_offer(place)


def test_an_erased_learner_waits_no_more_and_leaves_no_name(run, inside):
    first, second = wait(run, name="Nadia Karim"), wait(run)
    withdraw(enrollment=inside, at=NOW)

    erase_user(user=User.objects.get(pk=first.learner_id), at=NOW)
    move_up_all(at=NOW)

    assert fresh(first).end == WaitingEnd.LEFT
    assert has_offer(second)
    assert not Delivery.objects.filter(to_name="Nadia Karim").exists()


def test_nothing_is_offered_while_enrollment_is_closed(run, inside):
    place = wait(run)
    CourseRun.objects.filter(pk=run.pk).update(closes_at=NOW - HOUR)

    withdraw(enrollment=inside, at=NOW)

    assert not has_offer(place)
    assert not mails("seat_offered")


def test_the_offer_says_until_when_in_the_learners_zone_and_leads_to_it(run, inside):
    wait(run, name="Sari <b>", language="id", time_zone="Asia/Jakarta")
    withdraw(enrollment=inside, at=NOW)

    message = render_message(mails("seat_offered")[0])

    html = message.alternatives[0][0]
    address = f"/id/learn/{run.slug}/seats/waiting/"
    assert "(Jakarta)" in message.body
    assert address in message.body
    assert address in html
    assert "Sari &lt;b&gt;" in html


def test_the_lapse_leads_back_to_the_list(run, inside):
    wait(run)
    withdraw(enrollment=inside, at=NOW)
    move_up_all(at=NOW + 48 * HOUR)

    message = render_message(mails("seat_lapsed")[0])

    assert f"/en/learn/{run.slug}/seats/waiting/" in message.body
