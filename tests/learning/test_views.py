"""The lesson in the player, as a person without JavaScript meets it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.compiling import compile_outline
from courses.models import LessonPage
from courses.outline import READING
from learning.models import ActivityResult
from tests.factories.courses import course_page, make_course, make_run
from tests.factories.learning import (
    do_activity,
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
)

from .walking import address, sign_in

pytestmark = pytest.mark.django_db

SIGN_IN = "/en/account/login/"


# --- The lesson ----------------------------------------------------------------------------


def test_a_lesson_shows_its_text_its_neighbours_and_how_far_one_is(client, enrollment, learner):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    text = client.get(address(enrollment, lessons_of(enrollment)[1])).content.decode()

    assert "A street is read with the feet" in text
    assert "1 of 5 steps done, 20 %" in text
    assert "Lesson 2 of 3" in text
    assert address(enrollment, lessons_of(enrollment)[0]) in text
    assert address(enrollment, lessons_of(enrollment)[2]) in text


def test_mark_as_complete_counts_and_leads_back_to_the_lesson(client, enrollment, learner):
    first = lessons_of(enrollment)[0]

    response = client.post(address(enrollment, first, "lesson-done"))

    assert response.url == address(enrollment, first) + "#lesson-foot"
    text = client.get(address(enrollment, first)).content.decode()
    assert "This lesson is complete" in text
    assert "Mark as complete" not in text
    assert ActivityResult.objects.count() == 1


def test_mark_as_complete_twice_changes_nothing(client, enrollment, learner):
    first = lessons_of(enrollment)[0]

    for _click in range(2):
        client.post(address(enrollment, first, "lesson-done"))

    assert ActivityResult.objects.count() == 1


def test_with_htmx_only_what_changed_comes_back(client, enrollment, learner):
    first = lessons_of(enrollment)[0]

    response = client.post(
        address(enrollment, first, "lesson-done"), headers={"HX-Request": "true"}
    )

    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert 'id="lesson-foot"' in text
    assert text.count('hx-swap-oob="true"') == 2
    assert "1 of 5 steps done, 20 %" in text


def stop_of(response, lesson):
    """The stop of a lesson on the route of the answer."""
    soup = BeautifulSoup(response.content, "html.parser")
    return soup.select_one(f"#lesson-route a[href$='/{lesson.slug}/']").find_parent("li")


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}])
def test_the_stop_where_one_is_shows_at_once_that_it_is_done(client, enrollment, learner, headers):
    first = lessons_of(enrollment)[0]
    before = stop_of(client.get(address(enrollment, first)), first)
    assert before["class"] == ["route__stop", "route__stop--here"]
    assert not before.select("svg path")

    url = address(enrollment, first, "lesson-done")
    response = client.post(url, headers=headers, follow=True)

    stop = stop_of(response, first)
    assert stop["class"] == ["route__stop", "route__stop--done", "route__stop--here"]
    assert stop.select("svg path")
    assert "You are here, and it is done:" in stop.get_text(" ")


def test_the_last_thing_done_completes_bar_foot_and_route_at_once(client, enrollment, learner):
    *others, last = lessons_of(enrollment)
    for lesson in others:
        do_lesson(enrollment, lesson)
    for activity in last.activities:
        if activity.key != READING:
            do_activity(enrollment, last, activity)

    url = address(enrollment, last, "lesson-done")
    response = client.post(url, headers={"HX-Request": "true"})

    text = response.content.decode()
    assert "5 of 5 steps done, 100 %" in text
    assert "You have completed this course." in text
    assert all("route__stop--done" in stop_of(response, each)["class"] for each in [*others, last])


def test_marking_by_get_changes_nothing_and_shows_the_lesson(client, enrollment, learner):
    first = lessons_of(enrollment)[0]

    response = client.get(address(enrollment, first, "lesson-done"))

    assert response.url == address(enrollment, first)
    assert not ActivityResult.objects.exists()


def test_marking_needs_the_token_of_the_page(enrollment, learner):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, learner)

    response = strict.post(address(enrollment, lessons_of(enrollment)[0], "lesson-done"))

    assert response.status_code == 403


def test_a_lesson_with_an_open_check_is_completed_by_passing_it(client, enrollment, learner):
    text = client.get(address(enrollment, lessons_of(enrollment)[1])).content.decode()

    assert "Mark as complete" not in text
    assert "Pass the knowledge check to complete this lesson" in text


def test_the_last_lesson_says_that_the_course_is_complete(client, enrollment, learner):
    finish(enrollment)

    text = client.get(address(enrollment, lessons_of(enrollment)[2])).content.decode()

    assert "You have completed this course" in text
    assert "100 %" in text
    assert "What you have done in this course" in text
    assert "what is missing" not in text


def test_the_page_of_what_is_done_leads_to_the_certificate(client, enrollment, learner):
    progress = reverse("learning:progress", args=[enrollment.run.slug])
    assert "your certificate" not in client.get(progress).content.decode()
    finish(enrollment)

    text = client.get(progress).content.decode()

    assert "confirm the name that your certificate shall show" in text
    assert "Say what you think of the course" in text


def test_a_lesson_that_is_no_longer_live_says_so_and_leads_on(client, enrollment, learner):
    first, second, _third = lessons_of(enrollment)
    LessonPage.objects.get(translation_key=first.key).unpublish()

    response = client.get(address(enrollment, first))

    text = response.content.decode()
    assert response.status_code == 410
    assert "no longer offered" in text
    assert address(enrollment, second) in text
    assert "A street is read with the feet" not in text


def test_a_lesson_below_an_unpublished_module_is_not_shown(client, enrollment, learner):
    first = lessons_of(enrollment)[0]
    LessonPage.objects.get(translation_key=first.key).get_parent().unpublish()

    assert client.get(address(enrollment, first)).status_code == 410


# --- Resume --------------------------------------------------------------------------------


def test_resume_leads_to_the_first_lesson_then_to_where_one_left_off(client, enrollment, learner):
    first, _second, third = lessons_of(enrollment)
    assert client.get(address(enrollment, name="resume")).url == address(enrollment, first)

    client.get(address(enrollment, third))

    assert client.get(address(enrollment, name="resume")).url == address(enrollment, third)


def test_resume_goes_on_after_a_lesson_that_is_done(client, enrollment, learner):
    first, second, _third = lessons_of(enrollment)
    do_lesson(enrollment, first)

    assert client.get(address(enrollment, name="resume")).url == address(enrollment, second)


def test_resume_of_a_course_without_lessons_says_so(client, now):
    enrollment = make_enrollment(run=make_run(make_course(lessons=())))
    sign_in(client, enrollment.learner)

    response = client.get(address(enrollment, name="resume"))

    assert "no lesson to read" in response.content.decode()


# --- Addresses of pages --------------------------------------------------------------------


def test_the_address_of_a_removed_lesson_says_so_and_leads_on(client, enrollment, learner):
    removed = lessons_of(enrollment)[0]
    LessonPage.objects.get(translation_key=removed.key).unpublish()
    compile_outline(enrollment.run.course)

    response = client.get(address(enrollment, removed))

    assert response.status_code == 410
    assert address(enrollment, lessons_of(enrollment)[0]) in response.content.decode()


def test_a_lesson_page_has_no_address_of_its_own(client, enrollment, learner):
    page = LessonPage.objects.get(translation_key=lessons_of(enrollment)[0].key)

    response = client.get(page.get_url())

    assert response.status_code == 302
    assert response.url == address(enrollment, lessons_of(enrollment)[0])


def test_a_stranger_at_a_lesson_pages_address_is_led_to_the_course(client, enrollment, now):
    page = LessonPage.objects.get(translation_key=lessons_of(enrollment)[0].key)

    for url in (page.get_url(), page.get_parent().get_url()):
        assert client.get(url).url == course_page(enrollment.run.course).get_url()
