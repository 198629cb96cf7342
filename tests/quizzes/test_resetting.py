"""reset_attempts(), and what becomes of attempts when a person goes."""

import pytest
from wagtail.models import ModelLogEntry

from learning.actions import excuse
from learning.models import ActivityResult, Enrollment, ResultKind
from quizzes.actions import (
    AnsweredElsewhere,
)
from quizzes.models import Attempt
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.quizzes import (
    answer,
    answers_to,
    check_of,
    lesson_with_check,
    make_checked_enrollment,
)
from users.signals import personal_data_requested, user_erased

from .deeds import LATER, checks_passed, reset

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def enrollment():
    """A course of one lesson with a check of three questions, 80 % to pass, three attempts."""
    return make_checked_enrollment(attempts_allowed=3)


# --- Reset ---------------------------------------------------------------------------------


def test_reset_opens_the_check_again_and_keeps_the_history(enrollment):
    staff = make_learner()
    for _try in range(3):
        answer(enrollment, right=0)

    count = reset(enrollment, by=staff)

    assert count == 3
    assert {(a.voided_at, a.voided_by, a.void_reason) for a in Attempt.objects.all()} == {
        (LATER, staff, "Power cut")
    }
    assert answer(enrollment).number == 4
    entry = ModelLogEntry.objects.get(action="quizzes.reset_attempts")
    assert (entry.user, entry.data["reason"]) == (staff, "Power cut")
    assert entry.message == "Opened a knowledge check again: Power cut"


def test_reset_takes_the_result_that_was_earned_but_no_completion(enrollment):
    answer(enrollment)

    reset(enrollment, reason="Answers were sold")

    enrollment.refresh_from_db()
    assert not checks_passed(enrollment).exists()
    assert enrollment.completed_at == NOW
    assert answer(enrollment, at=LATER).is_passed


def test_reset_leaves_what_staff_excused(enrollment):
    pair = (lesson_with_check(enrollment).key, check_of(enrollment).key)
    excuse(enrollment=enrollment, by=make_learner(), reason="Ill", at=NOW, activities=[pair])
    answer(enrollment, right=0)

    reset(enrollment)

    assert ActivityResult.objects.valid().get().kind == ResultKind.EXCUSED


def test_reset_twice_changes_nothing_more(enrollment):
    answer(enrollment, right=0)

    assert [reset(enrollment), reset(enrollment)] == [1, 0]
    assert ModelLogEntry.objects.filter(action="quizzes.reset_attempts").count() == 1


def test_reset_needs_a_reason(enrollment):
    with pytest.raises(ValueError, match="why"):
        reset(enrollment, reason="  ")


def test_a_form_from_before_the_reset_spends_nothing(enrollment):
    answer(enrollment, right=0, number=1)
    reset(enrollment)

    with pytest.raises(AnsweredElsewhere):
        answer(enrollment, right=0, number=1)

    assert not Attempt.objects.valid().exists()


# --- Personal data -------------------------------------------------------------------------


def test_attempts_are_handed_to_their_learner(enrollment):
    answer(enrollment, right=0)
    reset(enrollment)

    sent = personal_data_requested.send(sender=None, user=enrollment.learner)

    sections = dict(answered for _receiver, answered in sent if answered)
    [row] = sections["check_attempts"]
    assert (row["number"], row["score_percent"], row["void_reason"]) == (1, 0, "Power cut")


def test_erasure_takes_what_was_written_about_the_learner(enrollment):
    answer(enrollment, right=0)
    reset(enrollment, reason="She wrote that she was ill")

    user_erased.send(sender=None, user=enrollment.learner, at=LATER)

    assert Attempt.objects.get().void_reason == "-"


@pytest.mark.parametrize("right", [0, 3])
def test_what_answering_costs(enrollment, right, django_assert_num_queries):
    check, lesson = check_of(enrollment), lesson_with_check(enrollment)
    fresh = Enrollment.objects.get(pk=enrollment.pk)
    answers = answers_to(check, right=right)

    # SAVEPOINT and RELEASE; the enrollment, locked; its facts; the pages' titles; the lesson's
    # page; the attempts; the new attempt. When passed also: SAVEPOINT and RELEASE; the lock; all
    # facts; the two new ones; whether a recording was watched, which the check may be about; the
    # percent; the claim of completion; the outline's number; the log entry (type and row)
    with django_assert_num_queries(8 if right == 0 else 20):
        answer_with(fresh, lesson, check, answers)


def answer_with(enrollment, lesson, check, answers):
    from quizzes.actions import submit_attempt

    submit_attempt(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key=check.key,
        answers=answers,
        language="en",
        at=NOW,
    )
