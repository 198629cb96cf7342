"""A knowledge check in the player, as a learner meets it: with htmx and without JavaScript."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale

from courses.compiling import compile_outline
from courses.models import LessonPage
from learning.actions import complete_by_hand, withdraw
from learning.models import ActivityResult
from quizzes.actions import reset_attempts
from quizzes.models import Attempt
from tests.factories.courses import NOW, check_block, make_course_index, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.quizzes import (
    answer,
    answers_to,
    change_check,
    check_of,
    lesson_with_check,
    make_checked_enrollment,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language active in this thread; the next test begins in English."""
    with override("en"):
        yield


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def enrollment(now):
    """A course of one lesson with a check of three questions, 80 % to pass, three attempts."""
    return make_checked_enrollment(attempts_allowed=3)


@pytest.fixture
def learner(enrollment, client):
    """The learner of `enrollment`, signed in with `client`."""
    return sign_in(client, enrollment.learner)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def lesson_address(enrollment):
    return reverse(
        "learning:lesson", args=[enrollment.run.slug, lesson_with_check(enrollment).slug]
    )


def check_address(enrollment, key=""):
    slugs = [enrollment.run.slug, lesson_with_check(enrollment).slug]
    return reverse("quizzes:check", args=[*slugs, key or check_of(enrollment).key])


def form(enrollment, *, right=None, number=1, answers=None):
    """What the browser sends."""
    chosen = answers_to(check_of(enrollment), right=right) if answers is None else answers
    return {"number": number, **{f"question-{key}": keys for key, keys in chosen.items()}}


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def checked_in(text):
    """The values of all options that are chosen."""
    return set(re.findall(r'value="([^"]+)" checked', text))


# --- Who may answer --------------------------------------------------------------------------


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


# --- The states of a check -------------------------------------------------------------------


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


# --- A form that cannot be taken yet ---------------------------------------------------------


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


# --- htmx ------------------------------------------------------------------------------------


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


# --- Languages -------------------------------------------------------------------------------


def translate_lesson(enrollment, *, language="id"):
    """A page in another language with the same ids, in other words."""
    make_course_index(language)
    locale = Locale.objects.get(language_code=language)
    page = LessonPage.objects.get(
        translation_key=lesson_with_check(enrollment).key, locale__language_code="en"
    )
    copy = page.copy_for_translation(locale, copy_parents=True, alias=False)
    body = list(copy.body.raw_data)
    for block in body:
        if block["type"] == "knowledge_check":
            block["value"]["title"] = "Apa yang Anda lihat?"
    copy.body = body
    copy.live = True
    copy.save()
    return copy


def test_a_check_answered_in_another_language_is_the_same_check(client, enrollment, learner):
    translate_lesson(enrollment)
    url = check_address(enrollment).replace("/en/", "/id/", 1)

    response = client.post(url, form(enrollment, right=0), follow=True)

    assert "Apa yang Anda lihat?" in text_of(response)
    assert Attempt.objects.get().language == "id"
    english = text_of(client.get(lesson_address(enrollment)))
    assert "Not passed yet: 0 of 3 right" in english
    assert len(checked_in(english)) == 3


def test_where_the_translation_is_behind_the_check_is_asked_in_the_courses_language(
    client, enrollment, learner
):
    translate_lesson(enrollment)
    stale = form(enrollment)
    change_check(
        enrollment, lambda value: value.update(questions=check_block()["value"]["questions"])
    )
    url = check_address(enrollment).replace("/en/", "/id/", 1)

    refused = client.post(url, stale)
    text = text_of(refused)
    assert "What did you see?" in text
    assert 'lang="en">Question 1</span>' in text
    client.post(url, form(enrollment))

    assert Attempt.objects.get().is_passed


# --- Budgets ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5])
def test_a_lesson_costs_five_queries_however_many_checks_it_has(
    client, enrollment, learner, count, django_assert_num_queries
):
    page = LessonPage.objects.get(translation_key=lesson_with_check(enrollment).key)
    page.body = [*page.body.raw_data, *(check_block() for _more in range(count - 1))]
    page.save_revision().publish()
    compile_outline(enrollment.run.course)
    answer(enrollment, right=0)
    url = lesson_address(enrollment)
    client.get(url)

    # session; user; enrollment with outline; facts; the attempts. Pages and lesson are kept.
    with django_assert_num_queries(5):
        client.get(url)


def test_answering_with_htmx(client, enrollment, learner, django_assert_num_queries):
    url, data = check_address(enrollment), form(enrollment)

    # session; user; enrollment; the action (see its own test); then as a lesson page: enrollment,
    # facts, the attempts; and the certificate, where all is done
    with django_assert_num_queries(3 + 19 + 4):
        client.post(url, data, headers=HTMX)

    assert ActivityResult.objects.count() == 2
