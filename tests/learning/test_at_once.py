"""Whoever learns, leaves, is given more time or is answered while somebody cancels: nobody waits
for another for ever, and of two that exclude each other one comes first."""

from datetime import timedelta

import pytest

from learning.actions import (
    NotEnrolled,
    NotExtended,
    accept_application,
    apply_for_seat,
    cancel_run,
    extend_deadline,
    take_back_application,
)
from learning.actions.applying import NotDecided
from learning.models import ApplicationState, Enrollment
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
LATER = NOW + timedelta(days=90)


@pytest.fixture
def author():
    return make_learner(is_staff=True)


@pytest.mark.slow
def test_who_completes_while_the_run_is_cancelled_has_completed_or_hears_of_it(author):
    course = make_course(lessons=(1,))
    for _round in range(3):
        run = make_run(course)
        enrollments = [make_enrollment(run=run) for _ in range(3)]

        def act(place, run=run, enrollments=enrollments):
            if place == 3:
                return cancel_run(run=run, reason="The teacher is ill.", by=author, at=NOW)
            try:
                return finish(enrollments[place])
            except NotEnrolled:
                return None

        told = at_once(4, act)[3]

        out = Enrollment.objects.filter(run=run, withdrawn_at__isnull=False)
        assert not out.filter(completed_at__isnull=False).exists()
        assert told == out.count()
        mails = Delivery.objects.filter(key__startswith=f"run-cancelled:{run.pk}:")
        hear = set(mails.values_list("user", flat=True))
        assert hear == set(out.values_list("learner", flat=True))


@pytest.mark.slow
def test_more_time_given_while_people_are_erased_and_the_run_is_cancelled(author):
    run = make_run(make_course(lessons=(1,)))
    enrollments = [make_enrollment(run=run) for _ in range(4)]

    def act(place):
        if place == 8:
            return cancel_run(run=run, reason="The teacher is ill.", by=author, at=NOW)
        enrollment = enrollments[place % 4]
        if place < 4:
            return erase_user(user=enrollment.learner, at=NOW)
        try:
            return extend_deadline(
                enrollment=enrollment, until=LATER, reason="Was ill", by=author, at=NOW
            )
        except NotExtended:
            return None

    done = at_once(9, act)

    assert done[:4] == [True] * 4
    assert done[8] <= 4


def test_an_application_is_taken_back_or_answered_and_never_both(author):
    run = make_run(enrollment_mode="APPROVAL")
    for _round in range(4):
        learner = make_learner()
        asked = apply_for_seat(learner=learner, run=run, answers=[], at=NOW)

        def act(place, learner=learner, asked=asked):
            if place == 0:
                return take_back_application(learner=learner, run=run)
            try:
                return accept_application(application=asked, by=author, at=NOW) is not None
            except NotDecided:
                return False

        was_taken_back, is_accepted = at_once(2, act)

        asked.refresh_from_db()
        assert was_taken_back != is_accepted
        assert (asked.state == ApplicationState.ACCEPTED) == is_accepted
        assert Enrollment.objects.filter(learner=learner).exists() == is_accepted
