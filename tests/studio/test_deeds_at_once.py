"""The same button pressed in several windows at the same moment: done once, said to the others."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry

from learning.models import ActivityResult, Enrollment
from quizzes.models import Attempt
from studio.people.deeds import Deed, NotDone, Order, do
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_learner
from tests.factories.quizzes import answer, check_of, lesson_with_check, make_checked_enrollment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
WINDOWS = 4


@pytest.fixture
def enrollment():
    enrollment = make_checked_enrollment()
    answer(enrollment, right=0)
    return enrollment


def at_once(call):
    def run(place):
        try:
            return call(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(WINDOWS) as pool:
        return list(pool.map(run, range(WINDOWS)))


def press(enrollment, deed, **values):
    """How many of the windows did it."""
    order = Order(
        by=make_learner(),
        at=NOW,
        reason="Ill",
        lesson_key=lesson_with_check(enrollment).key,
        activity_key=check_of(enrollment).key,
        **values,
    )

    def click(_place):
        try:
            do(deed, Enrollment.objects.get(pk=enrollment.pk), order)
        except NotDone:
            return 0
        return 1

    return sum(at_once(click))


def entries(enrollment, action):
    return ModelLogEntry.objects.for_instance(enrollment).filter(action=action).count()


@pytest.mark.parametrize("deed", [Deed.EXCUSE, Deed.BY_HAND, Deed.COMPLETE])
def test_facts_are_recorded_once(enrollment, deed):
    assert press(enrollment, deed) == 1
    # reading, and the check
    assert ActivityResult.objects.count() == 2
    assert entries(enrollment, "learning.record_progress") == 2
    assert entries(enrollment, "learning.complete") == (deed != Deed.EXCUSE)


def test_attempts_are_reset_once(enrollment):
    assert press(enrollment, Deed.RESET, seen=1) == 1
    assert not Attempt.objects.valid().exists()
    assert entries(enrollment, "quizzes.reset_attempts") == 1


def test_a_learner_is_unenrolled_once_and_comes_back_once(enrollment):
    assert press(enrollment, Deed.UNENROLL) == 1
    assert entries(enrollment, "learning.unenroll") == 1
    assert press(enrollment, Deed.ENROLL_AGAIN) == 1
    assert entries(enrollment, "learning.enroll_again") == 1
    assert Enrollment.objects.get(pk=enrollment.pk).enrolled_count == 2


def test_a_learner_is_moved_once(enrollment):
    other = make_run(enrollment.run.course)

    assert press(enrollment, Deed.MOVE, seen=enrollment.run_id, run=other) == 1
    assert entries(enrollment, "learning.move_to_run") == 1


def test_what_was_excused_is_taken_back_once(enrollment):
    press(enrollment, Deed.EXCUSE)

    assert press(enrollment, Deed.TAKE_BACK) == 1
    assert entries(enrollment, "learning.take_back") == 1
