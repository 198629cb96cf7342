"""What a knowledge check says before, between and after its attempts."""

import pytest

from learning.actions import complete_by_hand
from quizzes.actions import reset_attempts
from quizzes.models import Attempt
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.quizzes import (
    answer,
    answers_to,
    change_check,
    check_of,
    lesson_with_check,
)

from .walking import check_address, checked_in, form, lesson_address, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_before_the_first_attempt_all_conditions_are_said(client, enrollment, learner):
    text = text_of(client.get(lesson_address(enrollment)))

    assert "3 questions" in text
    assert "3 right to pass (80 %)" in text
    assert "3 attempts" in text
    assert "You have 3 attempts left." in text
    assert "Check my answers" in text
    assert text.count("<fieldset") == 3
    assert not checked_in(text)
    assert "Well seen." not in text
    assert "Look once more." not in text


def test_without_javascript_passing_leads_back_to_the_check_and_says_so(
    client, enrollment, learner
):
    response = client.post(check_address(enrollment), form(enrollment))

    assert response.url == f"{lesson_address(enrollment)}#check-{check_of(enrollment).key}"
    text = text_of(client.get(response.url))
    assert "Passed: 3 of 3 right, 100 %" in text
    assert text.count("Well seen.") == 3
    assert "Check my answers" not in text
    assert "You have completed this course" in text


def test_a_failed_attempt_shows_feedback_at_the_chosen_answers_alone(client, enrollment, learner):
    client.post(check_address(enrollment), form(enrollment, right=2))

    text = text_of(client.get(lesson_address(enrollment)))

    assert "Not passed yet: 2 of 3 right, 66 %" in text
    assert "You have 2 attempts left." in text
    assert "Check my answers again" in text
    assert text.count("Well seen.") == 2
    assert text.count("Look once more.") == 1
    assert "A right answer." not in text
    assert text.count("question__option--wrong") == 1
    assert len(checked_in(text)) == 3
    assert "Pass the knowledge check to complete this lesson" in text


def test_when_no_attempt_is_left_the_page_says_whom_to_ask_and_shows_what_is_right(
    client, enrollment, learner
):
    for number in range(3):
        client.post(check_address(enrollment), form(enrollment, right=0, number=number + 1))

    text = text_of(client.get(lesson_address(enrollment)))

    provider = enrollment.run.course.provider.name
    assert "Not passed, and no attempts left: 0 of 3 right, 0 %" in text
    assert f"Ask the course team of {provider} to open this check again" in text
    assert text.count("A right answer.") == 3
    assert text.count('<fieldset class="question" disabled') == 3
    assert "Check my answers" not in text


def test_posting_once_more_without_attempts_left_spends_nothing(client, enrollment, learner):
    for number in range(4):
        response = client.post(
            check_address(enrollment), form(enrollment, right=0, number=number + 1)
        )

    assert response.status_code == 302
    assert Attempt.objects.count() == 3


def test_after_a_reset_the_check_is_as_new(client, enrollment, learner):
    for _try in range(3):
        answer(enrollment, right=0)
    reset_attempts(
        enrollment=enrollment,
        lesson_key=lesson_with_check(enrollment).key,
        activity_key=check_of(enrollment).key,
        by=make_learner(),
        reason="Power cut",
        at=NOW,
    )

    text = text_of(client.get(lesson_address(enrollment)))

    assert "You have 3 attempts left." in text
    assert 'name="number" value="4"' in text
    assert not checked_in(text)


def test_what_staff_counted_as_done_need_not_be_answered(client, enrollment, learner):
    complete_by_hand(enrollment=enrollment, by=make_learner(), reason="In person", at=NOW)

    text = text_of(client.get(lesson_address(enrollment)))

    assert "It was recorded for you" in text
    assert "Check my answers" not in text


def test_several_answers_say_that_one_is_missing_and_not_which(client, learner, enrollment):
    def make_multiple(value):
        question = value["questions"][0]["value"]
        question["kind"] = "MULTIPLE"
        for option in question["options"]:
            option["value"]["is_right"] = True

    change_check(enrollment, make_multiple)
    first = check_of(enrollment).questions[0]
    answers = {**answers_to(check_of(enrollment)), first.key: [first.options[0].key]}

    client.post(check_address(enrollment), form(enrollment, answers=answers))

    text = text_of(client.get(lesson_address(enrollment)))
    assert "Several answers" in text
    assert text.count("Not all right answers are chosen yet.") == 1
    assert "A right answer." not in text
