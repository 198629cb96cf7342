"""What the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction

from quizzes.models import Attempt
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.quizzes import answer, make_checked_enrollment

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def attempt():
    return answer(make_checked_enrollment(), right=0)


def broken_by(name, attempt, **changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**changes)


def test_two_attempts_with_one_number_are_refused(attempt):
    attempt.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("quizzes_attempt_number_from_1", {"number": 0}),
        ("quizzes_attempt_has_activity", {"activity_key": ""}),
        ("quizzes_attempt_score_at_most_100", {"score_percent": 101, "is_passed": True}),
        ("quizzes_attempt_passed_by_mark", {"is_passed": True}),
        ("quizzes_attempt_passed_by_mark", {"score_percent": 80}),
        ("quizzes_attempt_void_has_who_and_why", {"voided_at": NOW}),
        ("quizzes_attempt_void_has_who_and_why", {"void_reason": "Power cut"}),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(attempt, name, changes):
    broken_by(name, attempt, **changes)


def test_a_void_without_a_reason_is_refused(attempt):
    broken_by(
        "quizzes_attempt_void_has_who_and_why", attempt, voided_at=NOW, voided_by=make_learner()
    )


def test_a_learner_sees_only_their_own_attempts(attempt):
    assert Attempt.objects.visible_to(attempt.enrollment.learner).get() == attempt
    assert not Attempt.objects.visible_to(make_learner()).exists()
