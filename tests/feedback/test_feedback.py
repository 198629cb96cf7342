"""Learners say what they think: at the end, after a lesson; five and more are read together."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from courses.compiling import compile_outline
from courses.models import LessonPage
from feedback.models import Response
from feedback.results import read_results
from learning.models import ActivityResult, Enrollment
from tests.factories.courses import (
    NOW,
    course_page,
    make_course,
    make_provider,
    make_run,
    text_block,
)
from tests.factories.feedback import answer_feedback, question_block
from tests.factories.learning import finish, lessons_of, make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user
from users.models import User
from users.personal_data import collect_personal_data

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def question():
    return question_block()


@pytest.fixture
def run(question):
    course = make_course(lessons=(1,), checks=False)
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()
    lesson.body = [text_block(), question]
    lesson.save_revision().publish()
    compile_outline(course)
    return make_run(course)


@pytest.fixture
def enrollment(run, client):
    learner = make_learner(name="Ayu")
    client.force_login(learner)
    return make_enrollment(run=run, learner=learner)


@pytest.fixture
def at_lesson(enrollment, question):
    """The address that takes the answer after the lesson."""
    lesson = lessons_of(enrollment)[0]
    return reverse("feedback:lesson", args=[enrollment.run.slug, lesson.slug, question["id"]])


def text_of(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text().split())


def form_at_the_end(enrollment):
    return reverse("feedback:course", args=[enrollment.run.slug])


def test_the_question_stands_in_the_lesson_and_completes_nothing(
    client, enrollment, at_lesson, question
):
    lesson = reverse("learning:lesson", args=[enrollment.run.slug, lessons_of(enrollment)[0].slug])
    assert "Was it shady?" in text_of(client.get(lesson))
    assert len(lessons_of(enrollment)[0].activities) == 1

    for _click in range(2):
        answered = client.post(at_lesson, {f"answer-{question['id']}": "4"}, follow=True)

    assert "Thank you, your answer is kept." in text_of(answered)
    row = Response.objects.get()
    assert (row.rating, row.text) == (4, "")
    assert not ActivityResult.objects.filter(enrollment=enrollment).exists()
    client.post(at_lesson, {f"answer-{question['id']}": "2"})
    assert Response.objects.get().rating == 2


@pytest.mark.parametrize("value", ["6", "x", ""])
def test_an_answer_that_is_none_is_refused_with_a_sentence(client, at_lesson, question, value):
    response = client.post(at_lesson, {f"answer-{question['id']}": value})

    assert response.status_code == 422
    words = text_of(response)
    assert "Answer at least one question." in words or "Select a valid choice." in words
    assert not Response.objects.exists()


def test_words_that_are_too_long_stay_in_the_form(client, enrollment):
    finish(enrollment)
    long = "x" * 2001

    response = client.post(form_at_the_end(enrollment), {"answer-words": long})

    assert response.status_code == 422
    assert "At most 2,000 characters" in text_of(response)
    assert long in response.content.decode()


def test_the_form_at_the_end_opens_when_the_course_is_completed(client, enrollment):
    early = client.get(form_at_the_end(enrollment))
    assert early.url == reverse("learning:progress", args=[enrollment.run.slug])
    finish(enrollment)
    lesson = reverse("learning:lesson", args=[enrollment.run.slug, lessons_of(enrollment)[0].slug])
    assert "Say what you think of the course" in text_of(client.get(lesson))

    sent = client.post(
        form_at_the_end(enrollment), {"answer-useful": "5", "answer-words": "More <trees>."}
    )
    page = client.get(sent.url)

    assert "Thank you." in text_of(page)
    assert "More &lt;trees&gt;." in page.content.decode()
    assert set(Response.objects.values_list("question_key", flat=True)) == {"useful", "words"}
    client.post(form_at_the_end(enrollment), {"answer-useful": "5", "answer-words": ""})
    assert list(Response.objects.values_list("question_key", flat=True)) == ["useful"]


def test_a_stranger_and_somebody_who_left_say_nothing(client, enrollment, at_lesson, question):
    client.force_login(make_learner())
    assert client.post(at_lesson, {f"answer-{question['id']}": "4"}).status_code == 302
    client.logout()
    assert client.post(at_lesson, {f"answer-{question['id']}": "4"}).status_code == 302

    assert not Response.objects.exists()


def test_a_question_that_was_taken_out_takes_no_answer(client, enrollment, at_lesson, question):
    lesson = LessonPage.objects.get(translation_key=lessons_of(enrollment)[0].key)
    lesson.body = [text_block()]
    lesson.save_revision().publish()

    assert client.post(at_lesson, {f"answer-{question['id']}": "4"}).status_code == 404


def answered(run, ratings, texts=()):
    for rating in ratings:
        answer_feedback(make_enrollment(run=run), useful=rating)
    for text in texts:
        answer_feedback(make_enrollment(run=run), words=text)


def result_of(run, key):
    return next(each for each in read_results(run) if each.question.key == key)


def test_four_answers_tell_nothing_and_five_do(run, client):
    author = User.objects.create_user("author@example.org", "a-long-password")
    author.groups.add(run.course.provider.author_group)
    client.force_login(author)
    address = reverse("studio:run-feedback", args=[run.pk])
    answered(run, [5, 5, 4, 1], ["One <b>", "Two", "Three", "Four"])
    hidden = result_of(run, "useful")
    assert (hidden.is_hidden, hidden.count, hidden.bars) == (True, 0, ())
    assert "One" not in client.get(address).content.decode()

    answered(run, [3], ["Five"])

    shown = result_of(run, "useful")
    assert (shown.count, round(shown.average, 1)) == (5, 3.6)
    assert [bar.count for bar in shown.bars] == [2, 1, 1, 0, 1]
    page = client.get(address)
    assert "3.6 of 5 on average" in text_of(page)
    assert "One &lt;b&gt;" in page.content.decode()


def test_what_was_said_after_a_lesson_stands_with_its_lesson(run, question):
    key = lessons_of(make_enrollment(run=run))[0].key
    for rating in (1, 2, 3, 4, 5):
        answer_feedback(make_enrollment(run=run), key, **{question["id"]: rating})

    result = result_of(run, question["id"])

    assert result.lesson == "Lesson 1.1"
    assert result.average == 3


def test_another_provider_reads_no_feedback(run, client):
    stranger = User.objects.create_user("stranger@example.org", "a-long-password")
    stranger.groups.add(make_provider().author_group)
    client.force_login(stranger)

    assert client.get(reverse("studio:run-feedback", args=[run.pk])).status_code == 404


def test_answers_are_handed_over_and_words_are_forgotten(enrollment):
    answer_feedback(enrollment, useful=5, words="I am Ayu of Suva.")
    learner = enrollment.learner

    data = collect_personal_data(user=learner, at=timezone.now())
    assert [row["text"] for row in data["feedback"]] == ["", "I am Ayu of Suva."]
    erase_user(user=learner, at=timezone.now())

    assert list(Response.objects.values_list("question_key", "rating")) == [("useful", 5)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_several_times_at_once_is_one_row_each(run):
    enrollment = make_enrollment(run=run)

    at_once(4, lambda tab: answer_feedback(enrollment, useful=1 + tab, words="Good"))

    assert Response.objects.count() == 2
    assert Enrollment.objects.get(pk=enrollment.pk).percent == 0


@pytest.mark.parametrize("count", [5, 40])
def test_the_results_cost_three_queries(run, django_assert_max_num_queries, count):
    answered(run, [3] * count)
    run = type(run).objects.select_related("course__newest_outline").get(pk=run.pk)

    with django_assert_max_num_queries(3):
        read_results(run)
