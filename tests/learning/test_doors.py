"""Who may open a lesson, and the ways in and out of a run."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learning.actions import withdraw
from learning.models import Enrollment
from tests.factories.courses import NOW, course_page, make_run
from tests.factories.learning import (
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
)

from .walking import address, sign_in

pytestmark = pytest.mark.django_db

SIGN_IN = "/en/account/login/"


# --- Who may open a lesson -----------------------------------------------------------------


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


# --- In and out ----------------------------------------------------------------------------


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


def test_the_first_lesson_says_once_that_one_is_enrolled(client, now):
    run, person = make_run(), make_learner()
    sign_in(client, person)

    lesson = client.post(reverse("learning:enroll", args=[run.slug]), follow=True)
    again = client.get(lesson.request["PATH_INFO"])

    words = f"You are enrolled. A confirmation is on its way to {person.email}."
    assert words in lesson.content.decode()
    assert words not in again.content.decode()


def test_a_course_that_begins_later_says_it_once(client, now):
    run = make_run(starts_at=NOW + timedelta(days=3))
    sign_in(client, make_learner())

    page = client.post(reverse("learning:enroll", args=[run.slug]), follow=True)

    assert page.content.decode().count("You are enrolled.") == 1
    assert "You are enrolled" not in client.get(reverse("home:dashboard")).content.decode()


def test_a_second_post_leads_into_the_course_and_enrolls_once(client, now):
    run = make_run()
    sign_in(client, make_learner())
    url = reverse("learning:enroll", args=[run.slug])

    for _click in range(2):
        assert client.post(url).url == reverse("learning:resume", args=[run.slug])

    assert Enrollment.objects.count() == 1


def test_a_full_run_says_so_and_offers_no_seat(client, now):
    run = make_run(capacity=1)
    make_enrollment(run=run)
    sign_in(client, make_learner())
    url = reverse("learning:enroll", args=[run.slug])

    refused = client.post(url)

    assert refused.status_code == 409
    assert "All seats are taken" in refused.content.decode()
    page = client.get(url).content.decode()
    assert page.count('type="submit"') == page.count("Join the waiting list") == 1


def test_withdrawing_asks_first_and_then_offers_the_way_back(client, enrollment, learner):
    url = address(enrollment, name="withdraw")

    assert client.get(url).status_code == 200
    response = client.post(url, follow=True)

    enrollment.refresh_from_db()
    text = response.content.decode()
    assert enrollment.withdrawn_at == NOW
    assert "You have withdrawn" in text
    assert "Enroll again" in text


def test_whoever_has_completed_is_not_asked_whether_to_withdraw(client, enrollment, learner):
    finish(enrollment)
    url = address(enrollment, name="withdraw")

    page = client.get(url, follow=True)

    assert page.redirect_chain == [(address(enrollment, name="progress"), 302)]
    assert url not in page.content.decode()
    refused = client.post(url)
    assert refused.status_code == 409
    assert "<form method" not in refused.content.decode().partition("<main")[2]


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
