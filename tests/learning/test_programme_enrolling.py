"""Whoever enrolls in a programme is enrolled in its courses: in all of them, or in none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.actions import choose_part_runs
from courses.models import Course
from learning.actions import (
    Outcome,
    PartClosed,
    PartFull,
    enroll,
    enroll_many,
    join_waiting,
    plan_enrollments,
    withdraw,
)
from learning.models import Enrollment, WaitingPlace
from learning.parts_done import credit_parts
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.learning.programmes import make_programme
from users.inviting import Newcomer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# By the real clock, which the pages ask.
NOW_OPEN = {"opens_at": NOW - timedelta(days=900), "closes_at": None, "ends_at": None}


@pytest.fixture
def heat():
    return make_course(lessons=(1,), checks=False, title="Heat")


@pytest.fixture
def rain(heat):
    return make_course(lessons=(1,), checks=False, title="Rain", provider=heat.provider)


@pytest.fixture
def programme(heat, rain):
    return make_programme(heat, rain)


def run_with(programme, *part_runs, **fields):
    run = make_run(programme, **fields)
    choose_part_runs(
        run=run,
        chosen={str(each.course.key): each.pk for each in part_runs},
        by=make_learner(is_staff=True),
        at=NOW,
    )
    return run


def runs_of(learner):
    return set(Enrollment.objects.active().filter(learner=learner).values_list("run_id", flat=True))


def test_one_enrolls_in_all_of_it_and_gets_one_mail(programme, heat, rain):
    parts = [make_run(heat), make_run(rain)]
    run, learner = run_with(programme, *parts), make_learner()

    enroll(learner=learner, run=run, at=NOW)

    assert runs_of(learner) == {run.pk, *(part.pk for part in parts)}
    assert Delivery.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="learning.enroll", user=learner).count() == 3


def test_enrolling_twice_changes_nothing(programme, heat, rain):
    run, learner = run_with(programme, make_run(heat), make_run(rain)), make_learner()

    for _time in range(2):
        enroll(learner=learner, run=run, at=NOW)

    assert Enrollment.objects.count() == 3
    assert set(Enrollment.objects.values_list("enrolled_count", flat=True)) == {1}


def test_where_one_course_is_full_nothing_is_written(programme, heat, rain):
    full = make_run(rain, capacity=1)
    make_enrollment(run=full)
    run, learner = run_with(programme, make_run(heat), full), make_learner()

    with pytest.raises(PartFull, match="“Rain”, a course of this programme, has no seat left"):
        enroll(learner=learner, run=run, at=NOW)

    assert runs_of(learner) == set()


def test_the_page_says_which_course_is_full(programme, rain, client):
    full = make_run(rain, capacity=1)
    make_enrollment(run=full)
    run = run_with(programme, full, **NOW_OPEN)
    client.force_login(make_learner())

    page = client.post(reverse("learning:enroll", args=[run.slug]))

    assert page.status_code == 409
    assert "“Rain”, a course of this programme, has no seat left" in page.content.decode()


@pytest.mark.parametrize("ended", ["archived_at", "cancelled_at", "retired"])
def test_a_course_that_is_over_lets_nobody_into_the_programme(programme, heat, ended):
    part = make_run(heat)
    run = run_with(programme, part)
    if ended == "retired":
        by = make_learner(is_staff=True)
        Course.objects.filter(pk=heat.pk).update(retired_at=NOW, retired_by=by)
    else:
        type(part).objects.filter(pk=part.pk).update(**{ended: NOW})

    with pytest.raises(PartClosed, match="“Heat”, a course of this programme, takes nobody"):
        enroll(learner=make_learner(), run=run, at=NOW)


def test_who_is_in_another_run_of_a_course_stays_there_and_needs_no_seat(programme, heat):
    full = make_run(heat, capacity=1)
    make_enrollment(run=full)
    inside = make_enrollment(run=make_run(heat))
    run = run_with(programme, full)

    enroll(learner=inside.learner, run=run, at=NOW)

    assert runs_of(inside.learner) == {run.pk, inside.run_id}


def test_who_completed_a_course_before_is_not_enrolled_in_it_again(programme, heat, rain):
    done = finish(make_enrollment(run=make_run(heat)))
    run = run_with(programme, make_run(heat), make_run(rain))

    enrollment = enroll(learner=done.learner, run=run, at=NOW)

    assert Enrollment.objects.filter(learner=done.learner, run__course=heat).count() == 1
    assert credit_parts(at=NOW) == 1
    enrollment.refresh_from_db()
    assert enrollment.completed_at is None  # Rain is still missing


def test_who_had_left_a_course_returns_to_what_they_did(programme, heat):
    part = make_run(heat)
    before = make_enrollment(run=part)
    withdraw(enrollment=before, at=NOW)
    run = run_with(programme, part)

    enroll(learner=before.learner, run=run, at=NOW)

    before.refresh_from_db()
    assert (before.withdrawn_at, before.enrolled_count) == (None, 2)


def test_who_waits_for_a_seat_in_a_course_waits_no_more_once_they_have_one(programme, heat):
    part = make_run(heat, capacity=1)
    inside = make_enrollment(run=part)
    learner = make_learner()
    join_waiting(learner=learner, run=part, at=NOW)
    withdraw(enrollment=inside, at=NOW)  # the seat is offered to who waits
    run = run_with(programme, part)

    enroll(learner=learner, run=run, at=NOW)

    assert part.pk in runs_of(learner)
    assert not WaitingPlace.objects.open().exists()


def test_leaving_the_programme_keeps_its_courses(programme, heat):
    part = make_run(heat)
    run, learner = run_with(programme, part), make_learner()
    enrollment = enroll(learner=learner, run=run, at=NOW)

    withdraw(enrollment=enrollment, at=NOW)

    assert runs_of(learner) == {part.pk}


def test_a_course_that_was_taken_out_of_the_outline_is_no_part_any_more(programme, heat, rain):
    run, learner = run_with(programme, make_run(heat)), make_learner()
    other = make_programme(rain, title="Others")
    Course.objects.filter(pk=programme.pk).update(newest_outline=other.newest_outline)

    enroll(learner=learner, run=run, at=NOW)

    assert runs_of(learner) == {run.pk}


def test_many_are_enrolled_in_all_of_it(programme, heat, rain):
    parts = [make_run(heat), make_run(rain)]
    run, by = run_with(programme, *parts), make_learner(is_staff=True)
    inside = make_enrollment(run=parts[0])
    people = [Newcomer(email=f"new-{number}@example.org") for number in range(3)]
    people.append(Newcomer(email=inside.learner.email))

    for _time in range(2):
        enroll_many(run=run, people=people, at=NOW, by=by)

    assert {run.enrollments.count(), *(part.enrollments.count() for part in parts)} == {4}


def test_many_get_as_many_seats_as_the_smallest_course_has(programme, heat, rain):
    run = run_with(programme, make_run(heat, capacity=2), make_run(rain))
    people = [Newcomer(email=f"new-{number}@example.org") for number in range(3)]
    expected = [Outcome.INVITED, Outcome.INVITED, Outcome.RUN_FULL]

    assert plan_enrollments(run=run, people=people, at=NOW) == expected
    by = make_learner(is_staff=True)
    assert enroll_many(run=run, people=people, at=NOW, by=by) == expected


def test_the_page_of_enrolling_names_the_courses_and_that_of_leaving_says_that_they_stay(
    programme, heat, client
):
    run = run_with(programme, make_run(heat), **NOW_OPEN)
    learner = make_learner()
    client.force_login(learner)

    before = client.get(reverse("learning:enroll", args=[run.slug])).content.decode()
    enroll(learner=learner, run=run, at=NOW)
    leaving = client.get(reverse("learning:withdraw", args=[run.slug])).content.decode()

    assert "You are enrolled in these courses too" in before
    assert "Heat" in before
    assert "You stay in its courses" in leaving
