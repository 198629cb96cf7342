"""submit_attempt(): what is spent, what is refused, what stays."""

import uuid

import pytest
from wagtail.models import ModelLogEntry

from courses.models import LessonPage
from learning.actions import LessonGone, NotEnrolled, complete_by_hand, excuse, withdraw
from learning.models import ActivityResult, ResultKind
from quizzes.actions import (
    AlreadyPassed,
    AnsweredElsewhere,
    AttemptsExhausted,
    CheckChanged,
    CheckGone,
    Unanswered,
)
from quizzes.models import Attempt
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner, progress_of
from tests.factories.quizzes import (
    answer,
    answers_to,
    change_check,
    check_of,
    lesson_with_check,
    make_checked_enrollment,
)
from tests.threads import at_once

from .deeds import LATER, checks_passed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def enrollment():
    """A course of one lesson with a check of three questions, 80 % to pass, three attempts."""
    return make_checked_enrollment(attempts_allowed=3)


# --- What an attempt keeps and hands down --------------------------------------------------


def test_right_answers_pass_hand_down_one_result_and_complete_the_lesson(enrollment):
    attempt = answer(enrollment, at=LATER, language="id")

    enrollment.refresh_from_db()
    kinds = ActivityResult.objects.values_list("kind", flat=True)
    assert (attempt.score_percent, attempt.is_passed, attempt.language) == (100, True, "id")
    assert sorted(kinds) == [ResultKind.CHECK, ResultKind.LESSON]
    assert (enrollment.percent, enrollment.completed_at) == (100, LATER)
    assert checks_passed(enrollment).get().detail == {"attempt": 1, "score_percent": 100}


def test_wrong_answers_are_kept_and_hand_nothing_down(enrollment):
    check = check_of(enrollment)

    attempt = answer(enrollment, right=2)

    first, second, third = [question.key for question in check.questions]
    assert attempt.answers == answers_to(check, right=2)
    assert attempt.outcome == {first: True, second: True, third: False}
    assert (attempt.score_percent, attempt.pass_mark_percent) == (66, 80)
    assert not attempt.is_passed
    assert not ActivityResult.objects.exists()


def test_attempts_are_numbered_from_one(enrollment):
    numbers = [answer(enrollment, right=0).number for _try in range(3)]

    assert numbers == [1, 2, 3]


def test_several_answers_are_right_only_together():
    def make_multiple(value):
        question = value["questions"][0]["value"]
        question["kind"] = "MULTIPLE"
        for option in question["options"]:
            option["value"]["is_right"] = True

    enrollment = make_checked_enrollment(questions=1)
    change_check(enrollment, make_multiple)
    [question] = check_of(enrollment).questions
    one, both = [question.options[0].key], [option.key for option in question.options]

    assert not answer(enrollment, answers={question.key: one}).is_passed
    assert answer(enrollment, answers={question.key: both}).is_passed


# --- What is refused, and spends nothing ---------------------------------------------------


def test_when_all_attempts_are_used_the_text_says_whom_to_ask(enrollment):
    for _try in range(3):
        answer(enrollment, right=0)

    with pytest.raises(AttemptsExhausted, match="Ask the course team"):
        answer(enrollment)

    assert Attempt.objects.count() == 3


def test_whoever_passed_has_passed(enrollment):
    answer(enrollment)

    with pytest.raises(AlreadyPassed):
        answer(enrollment, right=0)

    assert Attempt.objects.get().is_passed


def test_what_staff_counted_as_done_is_not_asked_again(enrollment):
    complete_by_hand(enrollment=enrollment, by=make_learner(), reason="In person", at=NOW)

    with pytest.raises(AlreadyPassed):
        answer(enrollment)


def test_whoever_was_excused_may_pass_all_the_same(enrollment):
    pair = (lesson_with_check(enrollment).key, check_of(enrollment).key)
    excuse(enrollment=enrollment, by=make_learner(), reason="Ill", at=NOW, activities=[pair])

    answer(enrollment)

    assert checks_passed(enrollment).exists()


def test_a_question_without_an_answer_spends_no_attempt(enrollment):
    check = check_of(enrollment)
    first, *others = answers_to(check).items()

    with pytest.raises(Unanswered) as refused:
        answer(enrollment, answers=dict(others))

    assert refused.value.missing == {first[0]}
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("what", ["question", "option", "two for one"])
def test_answers_to_something_else_say_that_the_check_was_changed(enrollment, what):
    check = check_of(enrollment)
    answers, first = answers_to(check), check.questions[0]
    if what == "question":
        answers[str(uuid.uuid4())] = [first.options[0].key]
    elif what == "option":
        answers[first.key] = [str(uuid.uuid4())]
    else:
        answers[first.key] = [option.key for option in first.options]

    with pytest.raises(CheckChanged, match="changed while you were answering"):
        answer(enrollment, answers=answers)

    assert not Attempt.objects.exists()


def test_whoever_withdrew_is_told_to_enroll_again(enrollment):
    withdraw(enrollment=enrollment, at=NOW)

    with pytest.raises(NotEnrolled, match="Enroll again"):
        answer(enrollment, right=0)


def test_a_lesson_of_another_course_is_refused(enrollment):
    with pytest.raises(LessonGone):
        answer(enrollment, lesson_key=lesson_with_check(make_enrollment()).key)


def test_a_check_that_the_lesson_does_not_hold_is_gone(enrollment):
    with pytest.raises(CheckGone, match="no longer part of the lesson"):
        answer(enrollment, activity_key=str(uuid.uuid4()))


def test_a_check_below_an_unpublished_module_is_gone(enrollment):
    lesson = lesson_with_check(enrollment)
    answers = answers_to(check_of(enrollment))
    LessonPage.objects.get(translation_key=lesson.key).get_parent().unpublish()

    with pytest.raises(CheckGone):
        answer(enrollment, answers=answers)


# --- Twice, and at once --------------------------------------------------------------------


@pytest.mark.parametrize("right", [0, 3])
def test_a_second_click_returns_what_the_first_did(enrollment, right):
    first = answer(enrollment, right=right, number=1)
    second = answer(enrollment, right=right, number=1, at=LATER)

    assert first == second
    assert Attempt.objects.get().submitted_at == NOW


def test_another_tab_with_other_answers_spends_nothing_and_is_told(enrollment):
    answer(enrollment, right=0, number=1)

    with pytest.raises(AnsweredElsewhere, match="another window"):
        answer(enrollment, right=1, number=1)

    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("right", [0, 3])
def test_eight_clicks_at_once_are_one_attempt(right):
    enrollment = make_checked_enrollment(attempts_allowed=3)

    numbers = at_once(8, lambda _place: answer(enrollment, right=right, number=1).number)

    assert numbers == [1] * 8
    assert Attempt.objects.count() == 1
    assert checks_passed(enrollment).count() == (1 if right == 3 else 0)


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_never_use_more_attempts_than_there_are():
    enrollment = make_checked_enrollment(attempts_allowed=3)

    def click(_place):
        try:
            return answer(enrollment, right=0).number
        except AttemptsExhausted:
            return 0

    numbers = at_once(6, click)

    assert sorted(numbers) == [0, 0, 0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_passing_in_two_tabs_at_once_completes_once():
    enrollment = make_checked_enrollment()

    def click(place):
        try:
            return answer(enrollment, number=place + 1).is_passed
        except (AlreadyPassed, AnsweredElsewhere):
            return False

    assert sum(at_once(2, click)) == 1
    assert checks_passed(enrollment).count() == 1
    assert ModelLogEntry.objects.filter(action="learning.complete").count() == 1


# --- The author changes the check ----------------------------------------------------------


def test_what_was_passed_stays_passed_when_the_check_becomes_another(enrollment):
    answer(enrollment)

    def replace(value):
        value["pass_mark_percent"] = 100
        value["questions"] = value["questions"][:1]

    change_check(enrollment, replace)

    with pytest.raises(AlreadyPassed):
        answer(enrollment)
    assert progress_of(enrollment).is_complete
    assert Attempt.objects.get().pass_mark_percent == 80


def test_an_attempt_counts_by_the_mark_of_its_own_time(enrollment):
    failed = answer(enrollment, right=2)
    change_check(enrollment, lambda value: value.update(pass_mark_percent=60))

    passed = answer(enrollment, right=2)

    failed.refresh_from_db()
    assert not failed.is_passed
    assert passed.is_passed


def test_more_attempts_open_the_check_again_and_fewer_close_it(enrollment):
    answer(enrollment, right=0)
    answer(enrollment, right=0)

    change_check(enrollment, lambda value: value.update(attempts_allowed=1))
    with pytest.raises(AttemptsExhausted):
        answer(enrollment)
    change_check(enrollment, lambda value: value.update(attempts_allowed=3))

    assert answer(enrollment).is_passed
