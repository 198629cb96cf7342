"""Whoever asked hears once when a course runs again."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.models import EnrollmentMode
from learning.actions import enroll
from learning.models import CourseInterest
from learning.running_again import forget_interest, note_interest, tell_interested
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import make_learner
from users.actions import erase_user
from users.personal_data import collect_personal_data

from .walking import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)
EARLIER = {
    "opens_at": NOW - 90 * DAY,
    "starts_at": NOW - 80 * DAY,
    "ends_at": NOW - 30 * DAY,
}


@pytest.fixture
def course():
    made = make_course(lessons=(1,), title="Reading streets")
    make_run(made, slug="last-year", **EARLIER)
    return made


@pytest.fixture
def learner():
    return make_learner(name="Asha", language="bn")


def opens(course, **fields):
    values = {"opens_at": NOW + DAY, "starts_at": NOW + 9 * DAY, "ends_at": NOW + 40 * DAY}
    return make_run(course, **{**values, **fields})


def mails():
    return Delivery.objects.filter(template="course_runs_again")


def test_whoever_asked_hears_once_when_enrollment_opens(course, learner):
    note_interest(user=learner, course=course, at=NOW)
    run = opens(course)

    assert tell_interested(at=NOW) == 0
    assert tell_interested(at=NOW + 2 * DAY) == 1
    assert tell_interested(at=NOW + 3 * DAY) == 0

    message = render_message(mails().get())
    assert "Reading streets" in message.subject
    assert f"/learn/{run.slug}/enroll/" in message.body


def test_a_run_that_was_open_when_they_asked_is_no_news(course, learner):
    opens(course, opens_at=NOW - DAY)
    note_interest(user=learner, course=course, at=NOW)

    assert tell_interested(at=NOW + 2 * DAY) == 0


def test_nobody_is_woken_and_who_is_in_already_is_left_in_peace(course, learner):
    learner.time_zone = "America/Lima"
    learner.save()
    note_interest(user=learner, course=course, at=NOW)
    inside = make_learner()
    note_interest(user=inside, course=course, at=NOW)
    run = opens(course, opens_at=NOW + timedelta(minutes=1))
    enroll(learner=inside, run=run, at=NOW + DAY)

    assert tell_interested(at=NOW + DAY) == 0  # 04:00 in Lima
    assert tell_interested(at=NOW + DAY + timedelta(hours=4)) == 1


def test_a_run_into_which_nobody_comes_alone_is_no_news(course, learner):
    note_interest(user=learner, course=course, at=NOW)
    opens(course, enrollment_mode=EnrollmentMode.CLOSED)

    assert tell_interested(at=NOW + 2 * DAY) == 0


def test_who_asks_twice_asks_once_and_may_think_better_of_it(course, learner):
    for _ in range(2):
        note_interest(user=learner, course=course, at=NOW)
    assert CourseInterest.objects.count() == 1

    forget_interest(user=learner, course=course)
    opens(course)
    assert tell_interested(at=NOW + 2 * DAY) == 0


def test_the_page_of_a_closed_course_leads_to_the_question(course, learner, client):
    with time_machine.travel(NOW, tick=False):
        address = reverse("learning:again", args=["last-year"])
        assert address in client.get(course_page(course).get_url()).content.decode()
        assert client.get(address).status_code == 302  # to sign in
        sign_in(client, learner)

        asked = client.post(address, follow=True).content.decode()
        assert "Noted." in asked
        client.post(address, {"wants": "no"})

    assert not CourseInterest.objects.exists()


def test_what_was_asked_is_handed_over_and_forgotten(course, learner):
    note_interest(user=learner, course=course, at=NOW)

    [told] = collect_personal_data(user=learner, at=NOW)["course_interests"]
    erase_user(user=learner, at=NOW)

    assert told["course"] == "Reading streets"
    assert not CourseInterest.objects.exists()
