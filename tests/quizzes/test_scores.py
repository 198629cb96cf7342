"""A course that asks for a score: a passed check may be answered again, and the best counts."""

import pytest

from courses.rules import make_rule
from learning.models import ActivityResult, Enrollment
from quizzes.actions import AlreadyPassed, AttemptsExhausted
from quizzes.models import Attempt
from tests.factories.courses import NOW
from tests.factories.learning import progress_of
from tests.factories.quizzes import answer, make_checked_enrollment
from tests.threads import at_once

from .deeds import LATER, checks_passed, reset
from .walking import lesson_address, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make_scored(*, score=90, **fields):
    """A learner in a course of one check: four questions, two are enough to pass."""
    enrollment = make_checked_enrollment(questions=4, pass_mark_percent=50, **fields)
    rule = make_rule(lessons=True, checks=True, score=score, choose={})
    Enrollment.objects.filter(pk=enrollment.pk).update(rule=rule)
    enrollment.refresh_from_db()
    return enrollment


@pytest.fixture
def enrollment(now):
    return make_scored()


def test_passing_below_the_score_does_not_complete_the_course(enrollment):
    answer(enrollment, right=2)

    progress = progress_of(enrollment)
    assert (progress.percent, progress.missing) == (99, ())
    assert (progress.score.reached, progress.score.needed) == (50, 90)


def test_a_better_attempt_takes_the_place_of_the_first_and_completes(enrollment):
    answer(enrollment, right=2)
    answer(enrollment, at=LATER)

    enrollment.refresh_from_db()
    facts = ActivityResult.objects.filter(enrollment=enrollment, kind="CHECK")
    assert enrollment.completed_at == LATER
    assert checks_passed(enrollment).get().detail == {"attempt": 2, "score_percent": 100}
    assert facts.exclude(voided_at=None).get().void_reason == "A better result"


@pytest.mark.parametrize("right", [0, 2, 3])
def test_an_attempt_that_is_no_better_takes_nothing_away(enrollment, right):
    answer(enrollment, right=3)
    answer(enrollment, right=right, at=LATER)

    assert checks_passed(enrollment).get().detail["score_percent"] == 75
    assert progress_of(enrollment).score.reached == 75


def test_without_a_score_in_the_rule_a_passed_check_is_over(enrollment):
    Enrollment.objects.filter(pk=enrollment.pk).update(rule={"kind": "ALL_REQUIRED"})
    answer(enrollment, right=2)

    with pytest.raises(AlreadyPassed):
        answer(enrollment, at=LATER)


def test_full_marks_and_a_completed_course_are_over(now):
    full, completed = make_scored(), make_scored(score=60)
    answer(full)
    answer(completed, right=3)

    for each in (full, completed):
        with pytest.raises(AlreadyPassed):
            answer(each, at=LATER)


def test_attempts_are_counted_on(now):
    enrollment = make_scored(attempts_allowed=2)
    answer(enrollment, right=2)
    answer(enrollment, right=3)

    with pytest.raises((AlreadyPassed, AttemptsExhausted)):
        answer(enrollment, at=LATER)
    assert Attempt.objects.count() == 2


def test_the_team_opens_the_check_again_for_who_has_no_attempts_left(now):
    enrollment = make_scored(attempts_allowed=1)
    answer(enrollment, right=2)

    reset(enrollment)
    answer(enrollment, at=LATER)

    enrollment.refresh_from_db()
    assert enrollment.completed_at is not None


def test_the_lesson_offers_the_check_again_without_showing_the_right_answers(enrollment, client):
    client.force_login(enrollment.learner, backend="django.contrib.auth.backends.ModelBackend")
    answer(enrollment, right=3)
    answer(enrollment, right=2, at=LATER)

    text = text_of(client.get(lesson_address(enrollment)))

    assert "Passed: 3 of 4 right, 75 %" in text
    assert "Your last attempt came to 50 %." in text
    assert "You may answer again to raise it." in text
    assert "Check my answers again" in text
    assert "A right answer." not in text


def test_the_progress_page_says_what_the_score_lacks_and_where_to_raise_it(enrollment, client):
    client.force_login(enrollment.learner, backend="django.contrib.auth.backends.ModelBackend")
    answer(enrollment, right=2)

    address = lesson_address(enrollment).rsplit("/", 2)[0] + "/progress/"
    text = text_of(client.get(address))

    assert "Why 99 %?" in text
    assert "Reach 90 % on average in the knowledge checks." in text
    assert "50 % on average so far, and 90 % is needed" in text
    assert lesson_address(enrollment) in text


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_better_attempts_at_the_same_moment_leave_one_result(enrollment):
    answer(enrollment, right=2)

    def try_again(place):
        try:
            return answer(enrollment, right=3 + place % 2, number=2, at=NOW)
        except Exception as error:  # whichever came second
            return type(error).__name__

    at_once(4, try_again)

    assert checks_passed(enrollment).count() == 1
    assert Attempt.objects.count() == 2
