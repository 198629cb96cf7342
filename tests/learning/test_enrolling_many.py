"""Many people at once: the rules that hold for one, foreseen row by row; twice changes nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from wagtail.models import ModelLogEntry

from learning.actions import (
    Outcome,
    enroll,
    enroll_many,
    enrolling_many,
    plan_enrollments,
    withdraw,
)
from learning.models import Enrollment
from learning.seats import free_seats
from mail.actions import suppress
from mail.models import Delivery, DeliveryState, Priority, Suppression
from mail.rendering import render_message
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from users.inviting import Newcomer
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = timedelta(days=1)


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,)))


@pytest.fixture
def secretary():
    return make_learner(email="secretary@example.org")


def newcomers(*addresses):
    return [Newcomer(address) for address in addresses]


def counts():
    return (User.objects.count(), Enrollment.objects.count(), Delivery.objects.count())


def test_whoever_has_an_account_is_enrolled_and_others_get_one(run, secretary):
    sari = make_learner(email="sari@example.org")
    people = newcomers("Sari@example.org", "new@example.org")

    outcomes = enroll_many(run=run, people=people, at=NOW, by=secretary)

    assert outcomes == [Outcome.ENROLLED, Outcome.INVITED]
    made = User.objects.get(email="new@example.org")
    assert {each.learner for each in Enrollment.objects.filter(run=run)} == {sari, made}
    assert {each.rule["kind"] for each in Enrollment.objects.all()} == {"ALL_REQUIRED"}
    entries = ModelLogEntry.objects.filter(action="learning.enroll")
    assert [entry.user for entry in entries] == [secretary, secretary]


def test_a_dry_run_says_what_will_be_done_and_changes_nothing(run, secretary):
    make_learner(email="sari@example.org")
    people = newcomers("sari@example.org", "new@example.org", "no address", "new@example.org")
    before = counts()

    planned = plan_enrollments(run=run, people=people, at=NOW)

    assert counts() == before
    assert planned == [Outcome.ENROLLED, Outcome.INVITED, Outcome.BAD_ADDRESS, Outcome.REPEATED]
    assert enroll_many(run=run, people=people, at=NOW, by=secretary) == planned


def test_twice_changes_nothing_and_sends_nothing(run, secretary):
    people = newcomers("a@example.org", "b@example.org")
    enroll_many(run=run, people=people, at=NOW, by=secretary)
    after = counts()

    outcomes = enroll_many(run=run, people=people, at=NOW + DAY, by=secretary)

    assert outcomes == [Outcome.ALREADY_IN, Outcome.ALREADY_IN]
    assert counts() == after
    assert after[2] == 2


def test_whoever_withdrew_is_not_brought_back(run, secretary):
    enrollment = make_enrollment(run=run)
    withdraw(enrollment=enrollment, at=NOW)

    outcomes = enroll_many(
        run=run, people=newcomers(enrollment.learner.email), at=NOW, by=secretary
    )

    assert outcomes == [Outcome.WITHDRAWN]
    enrollment.refresh_from_db()
    assert enrollment.withdrawn_at == NOW


def test_seats_go_to_the_first_rows_and_one_who_is_in_needs_none(secretary):
    run = make_run(make_course(lessons=(1,)), capacity=3)
    inside = make_enrollment(run=run)
    people = newcomers("a@example.org", inside.learner.email, "b@example.org", "c@example.org")

    planned = plan_enrollments(run=run, people=people, at=NOW)

    assert planned == [Outcome.INVITED, Outcome.ALREADY_IN, Outcome.INVITED, Outcome.RUN_FULL]
    assert enroll_many(run=run, people=people, at=NOW, by=secretary) == planned
    assert free_seats(run) == 0
    assert not User.objects.filter(email="c@example.org").exists()


def test_nobody_comes_into_a_run_that_is_not_open(secretary):
    run = make_run(make_course(lessons=(1,)), closes_at=NOW - DAY)

    outcomes = enroll_many(run=run, people=newcomers("a@example.org"), at=NOW, by=secretary)

    assert outcomes == [Outcome.RUN_CLOSED]
    assert not User.objects.filter(email="a@example.org").exists()


def test_a_closed_account_and_an_address_that_bounced_are_said(run, secretary):
    closed = make_learner(is_active=False)
    suppress(address="gone@example.org", reason=Suppression.Reason.HARD_BOUNCE)
    people = newcomers(closed.email, "gone@example.org")

    outcomes = enroll_many(run=run, people=people, at=NOW, by=secretary)

    assert outcomes == [Outcome.CLOSED_ACCOUNT, Outcome.NO_MAIL]
    assert not Enrollment.objects.exists()


def test_a_new_account_hears_of_the_course_and_of_the_password_in_one_secret_mail(run, secretary):
    person = Newcomer("sari@example.org", "Sari", "id", "ID", "Asia/Jakarta")

    enroll_many(run=run, people=[person], at=NOW, by=secretary)

    delivery = Delivery.objects.get()
    text = render_message(delivery).body
    assert (delivery.template, delivery.language) == ("enrollment_invitation", "id")
    assert delivery.is_secret
    assert delivery.priority == Priority.TRANSACTIONAL
    assert "/id/account/password/reset/key/" in text
    assert run.course.title in text
    assert delivery.expires_at == NOW + 3 * DAY


def test_whoever_never_chose_a_password_is_invited_to_it_again(run, secretary):
    enroll_many(run=run, people=newcomers("a@example.org"), at=NOW, by=secretary)
    Delivery.objects.update(state=DeliveryState.SKIPPED)
    other = make_run(run.course)

    outcomes = enroll_many(run=other, people=newcomers("a@example.org"), at=NOW, by=secretary)

    assert outcomes == [Outcome.ENROLLED]
    assert Delivery.objects.order_by("pk").last().template == "enrollment_invitation"


def test_the_mail_is_the_same_as_for_one_who_enrolls(run, secretary):
    sari = make_learner(email="sari@example.org")
    enroll_many(run=run, people=newcomers(sari.email), at=NOW, by=secretary)
    many = Delivery.objects.get()

    other = make_run(run.course)
    one = enroll(learner=sari, run=other, at=NOW)

    single = Delivery.objects.get(key=f"enrollment:{one.pk}:1")
    assert many.template == single.template
    assert many.context.keys() == single.context.keys()
    assert many.context["course"] == single.context["course"]


def test_where_the_database_fails_what_was_done_stays_and_again_continues(
    run, secretary, monkeypatch
):
    monkeypatch.setattr(enrolling_many, "CHUNK", 2)
    people = newcomers(*(f"new-{number}@example.org" for number in range(5)))
    real, calls = enrolling_many.log_many, []

    def fail_the_second_time(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise DatabaseError("disk full")
        return real(*args, **kwargs)

    monkeypatch.setattr(enrolling_many, "log_many", fail_the_second_time)
    cut_short = enroll_many(run=run, people=people, at=NOW, by=secretary)
    kept = Enrollment.objects.count()
    again = enroll_many(run=run, people=people, at=NOW, by=secretary)

    assert cut_short == [Outcome.INVITED] * 2 + [Outcome.NOT_DONE] * 3
    assert kept == 2
    assert again == [Outcome.ALREADY_IN] * 2 + [Outcome.INVITED] * 3
    assert Enrollment.objects.count() == Delivery.objects.count() == 5


@pytest.mark.parametrize("count", [1, 60])
def test_each_new_account_costs_two_queries_and_no_more(
    run, secretary, count, django_assert_max_num_queries
):
    people = newcomers(*(f"new-{number}@example.org" for number in range(count)))
    enroll_many(run=run, people=newcomers("first@example.org"), at=NOW, by=secretary)

    # savepoint, run, whether its course is offered; people, further addresses, enrollments,
    # stopped addresses, seats; eleven for the accounts; enrollments with their savepoint; log with
    # its savepoint; titles; deliveries with two savepoints; release. And allauth's link reads the
    # addresses it is for.
    with django_assert_max_num_queries(30 + 2 * count):
        enroll_many(run=run, people=people, at=NOW, by=secretary)


@pytest.mark.parametrize("count", [1, 60])
def test_a_dry_run_of_sixty_costs_as_much_as_one(run, count, django_assert_num_queries):
    people = newcomers(*(f"new-{number}@example.org" for number in range(count)))

    # people, further addresses, stopped addresses (nobody is known: no enrollment is asked for);
    # whether the course is offered
    with django_assert_num_queries(4):
        plan_enrollments(run=run, people=people, at=NOW)
