"""Who may answer a knowledge check, and with what form: with htmx and without JavaScript."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from learning.actions import withdraw
from quizzes.models import Attempt
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment
from tests.factories.quizzes import (
    answer,
    answers_to,
    change_check,
    check_of,
    lesson_with_check,
)

from .walking import HTMX, check_address, checked_in, form, lesson_address, sign_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# --- Who may answer ------------------------------------------------------------------------


def test_a_stranger_is_led_to_sign_in_and_back_to_the_check(client, enrollment):
    response = client.post(check_address(enrollment), form(enrollment))

    assert response.url == f"/en/account/login/?next={check_address(enrollment)}"
    assert not Attempt.objects.exists()


def test_a_learner_of_another_run_is_led_to_enroll(client, enrollment):
    other = make_enrollment(run=make_run(enrollment.run.course))
    sign_in(client, other.learner)

    response = client.post(check_address(enrollment), form(enrollment))

    assert response.url == reverse("learning:enroll", args=[enrollment.run.slug])
    assert not Attempt.objects.exists()


def test_whoever_withdrew_is_led_to_enroll(client, enrollment, learner):
    withdraw(enrollment=enrollment, at=NOW)

    response = client.post(check_address(enrollment), form(enrollment))

    assert response.url == reverse("learning:enroll", args=[enrollment.run.slug])
    assert not Attempt.objects.exists()


def test_nobody_sees_what_another_learner_answered(client, enrollment):
    answer(enrollment, right=0)
    sign_in(client, make_enrollment(run=enrollment.run).learner)

    text = text_of(client.get(lesson_address(enrollment)))

    assert "Look once more." not in text
    assert not checked_in(text)


def test_answering_needs_the_token_of_the_page(enrollment, learner):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, learner)

    assert strict.post(check_address(enrollment), form(enrollment)).status_code == 403


def test_a_lesson_that_does_not_exist_is_404(client, enrollment, learner):
    url = reverse("quizzes:check", args=[enrollment.run.slug, "no-such-lesson", "no-such-check"])

    assert client.post(url).status_code == 404


def test_the_address_of_a_check_leads_to_the_check_in_the_lesson(client, enrollment, learner):
    response = client.get(check_address(enrollment))

    key = check_of(enrollment).key
    assert response.url == f"{lesson_address(enrollment)}#check-{key}"
    assert f'id="check-{key}"' in text_of(client.get(response.url))
    assert response["Cache-Control"] == "private, no-store"


# --- A form that cannot be taken yet -------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_missing_answer_is_said_beside_its_question_and_the_others_stay(
    client, enrollment, learner, headers
):
    answers = answers_to(check_of(enrollment), right=1)
    missing = list(answers)[1]
    del answers[missing]

    response = client.post(
        check_address(enrollment), form(enrollment, answers=answers), headers=headers
    )

    text = text_of(response)
    assert response.status_code == (200 if headers else 422)
    assert f'aria-describedby="{missing}-error"' in text
    assert text.count("Choose an answer.") == 1
    assert checked_in(text) == {key for keys in answers.values() for key in keys}
    assert "No attempt was spent" in text
    assert ("<html" in text) is not bool(headers)
    assert not Attempt.objects.exists()


def test_nothing_chosen_at_all_is_said_at_every_question(client, enrollment, learner):
    text = text_of(client.post(check_address(enrollment), {"number": 1}))

    assert text.count("Choose an answer.") == 3


def test_a_changed_check_says_so_and_keeps_what_still_fits(client, enrollment, learner):
    answers = answers_to(check_of(enrollment), right=3)
    first, second, _third = answers
    change_check(enrollment, lambda value: value.update(questions=value["questions"][:2]))

    response = client.post(check_address(enrollment), form(enrollment, answers=answers))

    text = text_of(response)
    assert response.status_code == 409
    assert "This check was changed while you were answering" in text
    assert checked_in(text) == {*answers[first], *answers[second]}
    assert not Attempt.objects.exists()


def test_another_tab_sees_what_came_of_the_first_and_keeps_its_answers(client, enrollment, learner):
    client.post(check_address(enrollment), form(enrollment, right=0))

    response = client.post(check_address(enrollment), form(enrollment, right=1))

    text = text_of(response)
    assert response.status_code == 409
    assert "perhaps in another window" in text
    assert "Not passed yet: 0 of 3 right, 0 %" in text
    assert 'name="number" value="2"' in text
    assert checked_in(text) == {
        key for keys in answers_to(check_of(enrollment), right=1).values() for key in keys
    }
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "９９", "9" * 40])
def test_a_number_that_no_form_had_does_not_fail(client, enrollment, learner, number):
    response = client.post(check_address(enrollment), {**form(enrollment), "number": number})

    assert response.status_code in {302, 409}


@pytest.mark.parametrize("value", ["", "\x00", "x" * 5000, "no-such-option"])
def test_values_that_no_form_had_are_not_stored(client, enrollment, learner, value):
    first = check_of(enrollment).questions[0].key

    response = client.post(
        check_address(enrollment), {**form(enrollment), f"question-{first}": value}
    )

    assert response.status_code == 409
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(("headers", "status"), [({}, 410), (HTMX, 200)])
def test_a_check_that_was_taken_out_says_so(client, enrollment, learner, headers, status):
    url, data = check_address(enrollment), form(enrollment)
    page = LessonPage.objects.get(translation_key=lesson_with_check(enrollment).key)
    page.body = [block for block in page.body.raw_data if block["type"] != "knowledge_check"]
    page.save()

    response = client.post(url, data, headers=headers)

    assert response.status_code == status
    assert "no longer part of the lesson" in text_of(response)


# --- htmx ----------------------------------------------------------------------------------


def test_with_htmx_the_check_and_what_hangs_on_it_come_back(client, enrollment, learner):
    response = client.post(check_address(enrollment), form(enrollment), headers=HTMX)

    text = text_of(response)
    assert "<html" not in text
    assert text.count('<section class="question-set"') == 1
    assert text.count('hx-swap-oob="true"') == 3
    assert "Passed: 3 of 3 right" in text
    assert "You have completed this course" in text
    assert "100 %" in text


def test_with_htmx_a_failed_attempt_takes_the_focus_to_what_came_of_it(client, enrollment, learner):
    text = text_of(client.post(check_address(enrollment), form(enrollment, right=0), headers=HTMX))

    assert (
        len(re.findall(r'<div class="callout callout--warn" tabindex="-1" autofocus>', text)) == 1
    )
    assert 'name="number" value="2"' in text
