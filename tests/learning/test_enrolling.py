"""Enroll, withdraw, return, move: one row for a learner in a run."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from learning.actions import (
    AlreadyCompleted,
    AlreadyInRun,
    EnrollmentClosed,
    RunFull,
    enroll,
    move_to_run,
    withdraw,
)
from learning.models import Enrollment
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import do_lesson, finish, lessons_of, make_enrollment, make_learner
from users.actions import erase_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def logged(enrollment):
    entries = ModelLogEntry.objects.for_instance(enrollment).order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_enrolling_copies_the_rule_and_is_logged_with_who():
    learner, run = make_learner(), make_run()

    enrollment = enroll(learner=learner, run=run, at=NOW)

    assert enrollment.rule == {"kind": "ALL_REQUIRED"}
    assert enrollment.enrolled_at == NOW
    assert logged(enrollment) == ["learning.enroll"]
    assert ModelLogEntry.objects.get(action="learning.enroll").user == learner


def test_a_second_enrollment_in_the_same_run_changes_nothing():
    first = make_enrollment()

    second = enroll(learner=first.learner, run=first.run, at=NOW + DAY)

    assert second == first
    assert logged(first) == ["learning.enroll"]


def test_two_rows_of_one_learner_in_one_run_are_refused_by_the_database():
    first = make_enrollment()

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.create(learner=first.learner, run=first.run, enrolled_at=NOW, rule={})


def test_a_percent_above_100_is_refused_by_the_database():
    enrollment = make_enrollment()

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=enrollment.pk).update(percent=101)


def test_a_completion_without_its_rule_is_refused_by_the_database():
    enrollment = make_enrollment()

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=enrollment.pk).update(completed_at=NOW)


@pytest.mark.parametrize(
    ("dates", "word"),
    [
        ({"opens_at": None}, "announced"),
        ({"opens_at": NOW + DAY, "starts_at": NOW + 2 * DAY}, "opens on"),
        ({"closes_at": NOW - DAY}, "closed"),
        ({"ends_at": NOW - timedelta(hours=1)}, "ended"),
        ({"archived_at": NOW - DAY}, "ended"),
    ],
)
def test_a_run_that_is_not_open_says_why_and_what_to_do(dates, word):
    run, learner = make_run(**dates), make_learner()

    with pytest.raises(EnrollmentClosed, match=word):
        enroll(learner=learner, run=run, at=NOW)

    assert not Enrollment.objects.exists()


def test_the_day_of_opening_is_said_in_the_zone_of_the_run():
    opens_at = NOW.replace(hour=20) + DAY
    run = make_run(opens_at=opens_at, starts_at=opens_at, time_zone="Asia/Tokyo")

    with pytest.raises(EnrollmentClosed, match=r"22 January 2027, 05:00 \(Tokyo\)"):
        enroll(learner=make_learner(), run=run, at=NOW)


def test_a_full_run_is_refused_until_somebody_withdraws():
    run = make_run(capacity=1)
    first, waiting = make_enrollment(run=run), make_learner()
    with pytest.raises(RunFull, match="seats"):
        enroll(learner=waiting, run=run, at=NOW)

    withdraw(enrollment=first, at=NOW)

    assert enroll(learner=waiting, run=run, at=NOW).run == run


def test_whoever_returns_finds_the_same_row_with_everything_done():
    enrollment = make_enrollment()
    do_lesson(enrollment, lessons_of(enrollment)[0])
    withdraw(enrollment=enrollment, at=NOW)

    returned = enroll(learner=enrollment.learner, run=enrollment.run, at=NOW + DAY)

    returned.refresh_from_db()
    assert (returned.pk, returned.withdrawn_at) == (enrollment.pk, None)
    assert returned.percent == 20
    assert returned.enrolled_count == 2
    assert logged(enrollment) == ["learning.enroll", "learning.withdraw", "learning.enroll"]


def test_whoever_returns_to_a_full_run_is_refused_like_anybody():
    run = make_run(capacity=1)
    gone = make_enrollment(run=run)
    withdraw(enrollment=gone, at=NOW)
    make_enrollment(run=run)

    with pytest.raises(RunFull):
        enroll(learner=gone.learner, run=run, at=NOW)


def test_withdrawing_twice_keeps_the_first_date():
    enrollment = make_enrollment()

    assert withdraw(enrollment=enrollment, at=NOW)
    assert not withdraw(enrollment=enrollment, at=NOW + DAY)

    enrollment.refresh_from_db()
    assert enrollment.withdrawn_at == NOW
    assert logged(enrollment) == ["learning.enroll", "learning.withdraw"]


def test_nobody_withdraws_from_what_they_completed():
    enrollment = finish(make_enrollment())

    with pytest.raises(AlreadyCompleted, match="completed"):
        withdraw(enrollment=enrollment, at=NOW)


def test_moving_to_another_run_keeps_the_row_and_all_results():
    enrollment, staff = make_enrollment(), make_learner()
    do_lesson(enrollment, lessons_of(enrollment)[0])
    next_run = make_run(enrollment.run.course)

    moved = move_to_run(enrollment=enrollment, run=next_run, by=staff, reason="Ill", at=NOW)

    assert (moved.pk, moved.run, moved.percent) == (enrollment.pk, next_run, 20)
    entry = ModelLogEntry.objects.get(action="learning.move_to_run")
    assert (entry.user, entry.data["reason"]) == (staff, "Ill")


def test_moving_into_a_full_run_is_refused():
    enrollment, staff = make_enrollment(), make_learner()
    full = make_run(enrollment.run.course, capacity=1)
    make_enrollment(run=full)

    with pytest.raises(RunFull):
        move_to_run(enrollment=enrollment, run=full, by=staff, reason="Ill", at=NOW)


@pytest.mark.parametrize("ended", ["cancelled_at", "archived_at"])
def test_nobody_is_moved_into_a_run_that_does_not_take_place(ended):
    enrollment, staff = make_enrollment(), make_learner()
    gone = make_run(enrollment.run.course, **{ended: NOW})

    with pytest.raises(EnrollmentClosed, match="cancelled or archived"):
        move_to_run(enrollment=enrollment, run=gone, by=staff, reason="Ill", at=NOW)


def test_moving_where_the_learner_already_has_a_row_is_refused():
    enrollment, staff = make_enrollment(), make_learner()
    other = make_run(enrollment.run.course)
    make_enrollment(run=other, learner=enrollment.learner)

    with pytest.raises(AlreadyInRun):
        move_to_run(enrollment=enrollment, run=other, by=staff, reason="Ill", at=NOW)


def test_moving_to_a_run_of_another_course_is_refused():
    enrollment, staff = make_enrollment(), make_learner()

    with pytest.raises(ValueError, match="another course"):
        move_to_run(
            enrollment=enrollment, run=make_run(make_course()), by=staff, reason="Ill", at=NOW
        )


@pytest.mark.parametrize("name", ["enroll", "seats", "resume"])
def test_a_run_of_a_course_that_is_not_published_is_no_run_to_others(client, name):
    run = make_run(make_course(title="Not yet told", is_live=False))
    client.force_login(make_learner())

    response = client.post if name == "enroll" else client.get
    address = reverse(f"learning:{name}", args=[run.slug])

    assert response(address).status_code == 404
    assert not Enrollment.objects.exists()


def test_whoever_was_erased_meanwhile_is_not_enrolled_and_no_mail_keeps_their_name():
    run, learner = make_run(), make_learner(name="Nadia Karim")
    erase_user(user=type(learner).objects.get(pk=learner.pk), at=NOW)

    with pytest.raises(EnrollmentClosed):
        enroll(learner=learner, run=run, at=NOW)

    assert not Delivery.objects.filter(to_name="Nadia Karim").exists()
