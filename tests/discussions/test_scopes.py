"""Threads about a lesson or a session: who reads them, where they stand, who hears of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.compiling import compile_outline
from courses.models import LessonPage, Release
from discussions.actions import answer, hide_post
from discussions.models import Thread
from learning.actions import withdraw
from notifications.models import Notice
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.discussions import make_following, make_thread
from tests.factories.learning import do_lesson, lessons_of, make_enrollment, make_learner
from tests.factories.live import make_session
from tests.live.pages import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def run():
    """Of two modules, of a lesson each."""
    return make_run(make_course(lessons=(1, 1)))


@pytest.fixture
def late_run():
    """The second module opens after the first is done."""
    return make_run(make_course(lessons=(1, 1)), release=Release.AFTER_PREVIOUS)


def learner_in(run, client=None, **fields):
    enrollment = make_enrollment(run=run, learner=make_learner(**fields))
    if client is not None:
        client.force_login(enrollment.learner)
    return enrollment


def about(lesson):
    return {"scope": "lesson", "scope_key": lesson.key}


def of_run(run):
    return reverse("discussions:run", args=[run.slug])


def of_thread(thread):
    return reverse("discussions:thread", args=[thread.pk])


def of_lesson(run, lesson):
    return reverse("discussions:scope", args=[run.slug, "lesson", lesson.key])


def of_session(session):
    return reverse("discussions:scope", args=[session.run.slug, "session", session.key])


def start(client, address, **fields):
    values = {"token": uuid4(), "title": "Shade", "body": "Which trees?", **fields}
    return client.post(f"{address}new/", values)


def links_of(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return {link["href"] for link in soup.main.select("a[href]")}


def test_a_lesson_has_its_own_threads_and_the_run_lists_them_by_its_name(run, client):
    first, second = lessons_of(learner_in(run, client))

    response = start(client, of_lesson(run, first))

    thread = Thread.objects.get()
    assert thread.about == ("lesson", first.key)
    assert response.url == of_thread(thread)
    page = client.get(response.url)
    assert of_lesson(run, first) in links_of(page)
    assert first.title in text_of(page)
    assert "Shade" in text_of(client.get(of_lesson(run, first)))
    assert "Shade" not in text_of(client.get(of_lesson(run, second)))
    whole = client.get(of_run(run))
    assert f"Lesson: {first.title}" in text_of(whole)
    assert of_lesson(run, first) in links_of(whole)


def test_a_session_has_its_own_threads_too(run, client):
    learner_in(run, client)
    session = make_session(run, title="A walk at noon")

    assert start(client, of_session(session)).status_code == 302

    assert Thread.objects.get().about == ("session", str(session.key))
    assert "Shade" in text_of(client.get(of_session(session)))
    assert "Live session: A walk at noon" in text_of(client.get(of_run(run)))
    assert "A walk at noon" in text_of(client.get(of_thread(Thread.objects.get())))


def test_threads_of_the_run_do_not_stand_below_its_lessons(run, client):
    lesson, _second = lessons_of(learner_in(run, client))
    make_thread(run, title="About everything")

    assert "About everything" not in text_of(client.get(of_lesson(run, lesson)))


def test_the_pages_of_a_lesson_and_of_a_session_lead_to_what_is_said_about_them(run, client):
    lesson, _second = lessons_of(learner_in(run, client))
    session = make_session(run)

    page = client.get(reverse("learning:lesson", args=[run.slug, lesson.slug]))
    assert {of_lesson(run, lesson), of_run(run)} <= links_of(page)
    page = client.get(reverse("live:session", args=[run.slug, session.key]))
    assert {of_session(session), of_run(run)} <= links_of(page)


@pytest.mark.parametrize("scope", ["lesson", "session", "run", "nothing"])
def test_a_key_that_names_nothing_of_this_run_is_not_found(scope, run, client):
    lesson, _second = lessons_of(learner_in(run, client))
    elsewhere = make_session()

    for key in ("x", str(uuid4()), lesson.key.upper(), f"{{{lesson.key}}}", str(elsewhere.key)):
        address = reverse("discussions:scope", args=[run.slug, scope, key])
        assert client.get(address).status_code == 404
        assert start(client, address).status_code == 404
    assert not Thread.objects.exists()


def test_who_is_not_in_the_run_or_left_it_reads_nothing_about_its_lessons(run, client):
    enrollment = learner_in(run, client)
    lesson, _second = lessons_of(enrollment)
    thread = make_thread(run, author=enrollment.learner, **about(lesson))
    assert client.get(of_thread(thread)).status_code == 200

    withdraw(enrollment=enrollment, at=NOW)

    led = reverse("learning:enroll", args=[run.slug])
    for address in (of_run(run), of_lesson(run, lesson), of_thread(thread)):
        assert client.get(address).url == led
    assert start(client, of_lesson(run, lesson)).url == led
    assert Thread.objects.count() == 1


def test_a_lesson_that_opens_later_hides_its_threads_until_then(late_run, client):
    enrollment = learner_in(late_run, client)
    first, second = lessons_of(enrollment)
    thread = make_thread(late_run, title="The end of the story", **about(second))
    lesson_page = reverse("learning:lesson", args=[late_run.slug, second.slug])

    assert client.get(of_thread(thread)).status_code == 404
    post = reverse("discussions:post", args=[thread.posts.get().pk])
    assert client.get(post).status_code == 404
    assert thread.title not in text_of(client.get(of_run(late_run)))
    assert client.get(of_lesson(late_run, second)).url == lesson_page
    assert start(client, of_lesson(late_run, second)).url == lesson_page
    deed = reverse("discussions:thread-deed", args=[thread.pk, "answer"])
    assert client.post(deed, {"token": uuid4(), "body": "I see."}).status_code == 404

    do_lesson(enrollment, first)

    assert client.get(of_thread(thread)).status_code == 200
    assert thread.title in text_of(client.get(of_run(late_run)))
    assert thread.title in text_of(client.get(of_lesson(late_run, second)))


def test_before_the_run_starts_its_lessons_are_closed_and_its_sessions_are_not(client):
    run = make_run(make_course(lessons=(1,)), starts_at=NOW + DAY)
    (lesson,) = lessons_of(learner_in(run, client))
    session = make_session(run)
    make_thread(run, title="Of the lesson", **about(lesson))
    make_thread(run, title="Of the meeting", scope="session", scope_key=str(session.key))

    page = text_of(client.get(of_run(run)))

    assert "Of the lesson" not in page
    assert "Of the meeting" in page
    assert client.get(of_session(session)).status_code == 200
    assert client.get(of_lesson(run, lesson)).status_code == 302


def test_hosts_read_about_every_lesson_and_are_not_led_into_the_player(late_run, client):
    _first, second = lessons_of(make_enrollment(run=late_run))
    thread = make_thread(late_run, title="The end of the story", **about(second))
    host = make_learner()
    late_run.team.add(host)
    client.force_login(host)

    assert thread.title in text_of(client.get(of_run(late_run)))
    assert client.get(of_thread(thread)).status_code == 200
    page = client.get(of_lesson(late_run, second))
    assert thread.title in text_of(page)
    assert reverse("learning:lesson", args=[late_run.slug, second.slug]) not in links_of(page)
    assert start(client, of_lesson(late_run, second)).status_code == 302


def test_threads_about_a_lesson_that_is_gone_stand_under_the_run(run, client):
    _first, second = lessons_of(learner_in(run, client))
    thread = make_thread(run, title="What was that?", **about(second))
    LessonPage.objects.get(translation_key=second.key).delete()
    compile_outline(run.course)

    assert client.get(of_lesson(run, second)).status_code == 404
    page = client.get(of_run(run))
    assert "What was that?" in text_of(page)
    assert of_lesson(run, second) not in links_of(page)
    assert client.get(of_thread(thread)).status_code == 200


def test_what_the_team_hid_is_hidden_below_its_lesson_too(run, client):
    lesson, _second = lessons_of(learner_in(run, client))
    thread, host = make_thread(run, title="Buy now", **about(lesson)), make_learner()
    run.team.add(host)
    hide_post(post=thread.posts.get(), reason="Spam", by=host, at=NOW)

    assert "Buy now" not in text_of(client.get(of_lesson(run, lesson)))


def test_what_is_wrong_stays_in_the_form_of_a_lesson_and_a_double_click_publishes_once(run, client):
    lesson, _second = lessons_of(learner_in(run, client))
    address = of_lesson(run, lesson)

    wrong = start(client, address, title="")
    assert wrong.status_code == 422
    assert "Which trees?" in text_of(wrong)
    assert lesson.title in text_of(wrong)
    token = uuid4()
    assert start(client, address, token=token).url == start(client, address, token=token).url
    assert Thread.objects.count() == 1


@pytest.mark.both_databases
def test_only_those_hear_of_an_answer_to_whom_the_lesson_is_open(late_run):
    ahead, behind, gone, host = (learner_in(late_run) for _ in range(4))
    first, second = lessons_of(ahead)
    do_lesson(ahead, first)
    late_run.team.add(host.learner)
    writer = make_learner()
    late_run.team.add(writer)
    thread = make_thread(late_run, author=ahead.learner, **about(second))
    for each in (behind, gone, host):
        make_following(thread, user=each.learner)
    withdraw(enrollment=gone, at=NOW)

    answer(thread=thread, by=writer, body="Tamarind.", token=uuid4(), at=NOW)

    heard = Notice.objects.filter(kind="thread_answer").values_list("user", flat=True)
    assert set(heard) == {ahead.learner.pk, host.learner.pk}


@pytest.mark.both_databases
def test_the_lists_and_their_rights_are_the_same_on_both_databases(late_run, client):
    enrollment = learner_in(late_run, client)
    first, second = lessons_of(enrollment)
    assert start(client, of_lesson(late_run, first), title="Open").status_code == 302
    make_thread(late_run, title="Closed", **about(second))

    page = text_of(client.get(of_run(late_run)))

    assert "Open" in page
    assert "Closed" not in page


def test_what_the_list_costs_does_not_grow_with_threads_lessons_or_sessions(
    late_run, client, django_assert_num_queries
):
    enrollment = learner_in(late_run, client)
    first, _second = lessons_of(enrollment)
    for _number in range(2):
        for _each in range(3):
            make_thread(late_run, **about(first))
            session = make_session(late_run)
            make_thread(late_run, scope="session", scope_key=str(session.key))
        client.get(of_run(late_run))
        # session, user; the run with the seat; the enrollment, what was done; threads, how many;
        # sessions; the course's title; whether it has sessions
        with django_assert_num_queries(10):
            client.get(of_run(late_run))
