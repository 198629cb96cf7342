"""The player and its doors, as a person without JavaScript meets them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.compiling import compile_outline
from courses.models import LessonPage
from courses.outline import READING
from learning.actions import withdraw
from learning.models import ActivityResult, Enrollment
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import (
    do_activity,
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
)

pytestmark = pytest.mark.django_db

SIGN_IN = "/en/account/login/"


def address(enrollment, lesson=None, name="lesson"):
    slugs = [enrollment.run.slug, *([lesson.slug] if lesson else [])]
    return reverse(f"learning:{name}", args=slugs)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


# --- Who may open a lesson -------------------------------------------------------------------


def test_a_stranger_is_led_to_sign_in_and_back(client, enrollment, now):
    url = address(enrollment, lessons_of(enrollment)[0])

    response = client.get(url)

    assert response.status_code == 302
    assert response.url == f"{SIGN_IN}?next={url}"


def test_whoever_is_signed_out_meanwhile_gets_a_whole_page_to_sign_in(client, enrollment, now):
    url = address(enrollment, lessons_of(enrollment)[0], "lesson-done")

    response = client.post(url, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{SIGN_IN}?next={url}"
    assert response.content == b""


def test_somebody_who_is_not_enrolled_is_led_to_enroll(client, enrollment, now):
    sign_in(client, make_learner())

    response = client.get(address(enrollment, lessons_of(enrollment)[0]))

    assert response.url == reverse("learning:enroll", args=[enrollment.run.slug])


def test_a_learner_of_another_run_of_the_same_course_is_led_to_enroll(client, enrollment, now):
    other = make_enrollment(run=make_run(enrollment.run.course))
    sign_in(client, other.learner)

    response = client.get(address(enrollment, lessons_of(enrollment)[0]))

    assert response.url == reverse("learning:enroll", args=[enrollment.run.slug])


def test_whoever_withdrew_is_led_to_enroll(client, enrollment, learner):
    withdraw(enrollment=enrollment, at=NOW)

    response = client.get(address(enrollment, lessons_of(enrollment)[0]))

    assert response.url == reverse("learning:enroll", args=[enrollment.run.slug])


@pytest.mark.parametrize("name", ["resume", "enroll", "withdraw", "progress", "seats", "course"])
def test_a_run_that_does_not_exist_is_404(client, learner, name):
    assert client.get(reverse(f"learning:{name}", args=["no-such-run"])).status_code == 404


def test_an_archived_run_is_404_to_strangers_and_open_to_its_learners(client, enrollment, learner):
    enrollment.run.archived_at = NOW
    enrollment.run.save()
    url = address(enrollment, lessons_of(enrollment)[0])

    assert client.get(url).status_code == 200
    sign_in(client, make_learner())
    assert client.get(url).status_code == 404


def test_a_learner_before_the_start_sees_when_it_starts_in_both_zones(client, enrollment, learner):
    enrollment.run.starts_at = NOW + timedelta(days=2)
    enrollment.run.time_zone = "Asia/Kuala_Lumpur"
    enrollment.run.save()
    learner.time_zone = "Asia/Dhaka"
    learner.save()

    for url in (address(enrollment, name="resume"), address(enrollment, lessons_of(enrollment)[0])):
        text = client.get(url).content.decode()
        assert "22 January 2027, 15:00 (Dhaka), 17:00 (Kuala Lumpur)" in text
        assert "A street is read with the feet" not in text


def test_an_address_that_no_lesson_has_is_404(client, enrollment, learner):
    url = reverse("learning:lesson", args=[enrollment.run.slug, "no-such-lesson"])

    assert client.get(url).status_code == 404


def test_no_cache_keeps_a_page_of_a_learner(client, enrollment, learner):
    first = lessons_of(enrollment)[0]

    for url in (
        address(enrollment, first),
        address(enrollment, name="progress"),
        address(enrollment, name="resume"),
        address(enrollment, name="withdraw"),
    ):
        assert client.get(url)["Cache-Control"] == "private, no-store"


# --- The lesson ------------------------------------------------------------------------------


def test_a_lesson_shows_its_text_its_neighbours_and_how_far_one_is(client, enrollment, learner):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    text = client.get(address(enrollment, lessons_of(enrollment)[1])).content.decode()

    assert "A street is read with the feet" in text
    assert "1 of 5 done, 20 %" in text
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
    assert "1 of 5 done, 20 %" in text


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
    assert "5 of 5 done, 100 %" in text
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


# --- Resume ----------------------------------------------------------------------------------


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


# --- In and out ------------------------------------------------------------------------------


def test_enrolling_asks_first_and_then_leads_into_the_course(client, now):
    run, person = make_run(capacity=5), make_learner()
    sign_in(client, person)
    url = reverse("learning:enroll", args=[run.slug])

    asked = client.get(url)
    assert not Enrollment.objects.exists()
    response = client.post(url)

    assert "5 of 5 left" in asked.content.decode()
    assert response.url == reverse("learning:resume", args=[run.slug])
    assert Enrollment.objects.get().learner == person


def test_a_second_post_leads_into_the_course_and_enrolls_once(client, now):
    run = make_run()
    sign_in(client, make_learner())
    url = reverse("learning:enroll", args=[run.slug])

    for _click in range(2):
        assert client.post(url).url == reverse("learning:resume", args=[run.slug])

    assert Enrollment.objects.count() == 1


def test_a_full_run_says_so_and_offers_no_button(client, now):
    run = make_run(capacity=1)
    make_enrollment(run=run)
    sign_in(client, make_learner())
    url = reverse("learning:enroll", args=[run.slug])

    refused = client.post(url)

    assert refused.status_code == 409
    assert "All seats are taken" in refused.content.decode()
    assert 'type="submit"' not in client.get(url).content.decode()


def test_withdrawing_asks_first_and_then_offers_the_way_back(client, enrollment, learner):
    url = address(enrollment, name="withdraw")

    assert client.get(url).status_code == 200
    response = client.post(url, follow=True)

    enrollment.refresh_from_db()
    text = response.content.decode()
    assert enrollment.withdrawn_at == NOW
    assert "You have withdrawn" in text
    assert "Enroll again" in text


def test_withdrawing_from_somebody_elses_course_is_404(client, enrollment, now):
    sign_in(client, make_learner())

    assert client.post(address(enrollment, name="withdraw")).status_code == 404


def test_seats_left_is_a_fragment_that_names_nobody(client, now):
    run = make_run(capacity=3)
    make_enrollment(run=run)

    response = client.get(reverse("learning:seats", args=[run.slug]))

    assert response.content.decode().strip() == "2 of 3 seats left"
    assert not response.cookies


def test_the_course_link_leads_to_the_public_page(client, enrollment, learner):
    response = client.get(address(enrollment, name="course"))

    assert response.url.endswith(course_page(enrollment.run.course).url_path.split("/", 2)[2])


# --- Why is this 60 %? -----------------------------------------------------------------------


def test_the_progress_page_says_what_is_done_and_what_is_missing(client, enrollment, learner):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    text = client.get(address(enrollment, name="progress")).content.decode()

    assert "Why 20 %?" in text
    assert "1 of 5 things that count are done" in text
    assert "Knowledge check: What did you see?" in text
    assert "Pass the knowledge check." in text
    assert "Lesson read" in text


def test_the_progress_page_says_what_is_excused(client, enrollment, learner):
    LessonPage.objects.get(translation_key=lessons_of(enrollment)[0].key).unpublish()

    text = client.get(address(enrollment, name="progress")).content.decode()

    assert "Not asked of you" in text
    assert "no longer offered" in text


def test_the_progress_page_names_what_was_done_and_is_no_longer_there(client, enrollment, learner):
    course, (first, checked, _) = enrollment.run.course, lessons_of(enrollment)
    do_lesson(enrollment, first)
    do_lesson(enrollment, checked)
    LessonPage.objects.get(translation_key=first.key).unpublish()
    page = LessonPage.objects.get(translation_key=checked.key)
    page.body = [block for block in page.body.raw_data if block["type"] != "knowledge_check"]
    page.save()
    compile_outline(course)

    text = client.get(address(enrollment, name="progress")).content.decode()

    kept = text.partition("no longer part of the course")[2]
    assert first.title in kept
    assert "Knowledge check: What did you see?" in kept
    assert "A lesson that is no longer there" not in text


# --- Addresses of pages ----------------------------------------------------------------------


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
