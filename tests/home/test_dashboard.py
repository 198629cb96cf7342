"""My learning: the next thing to do first, then what is under way, later and finished."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from certificates.issuing import issue_certificate
from courses.models import Course, CoursePage
from home.my_learning import read_my_learning
from learning.actions import withdraw
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import do_lesson, finish, lessons_of, make_enrollment, make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def learner():
    return make_learner(name="Rina Kartikasari", time_zone="Asia/Jakarta")


def run_of(title, **dates):
    return make_run(make_course(lessons=(2, 1), title=title), **dates)


def text_for(learner):
    client = Client()
    client.force_login(learner)
    return client.get(reverse("home:dashboard")).content.decode()


def test_a_stranger_is_led_to_sign_in(client):
    answer = client.get(reverse("home:dashboard"))

    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_whoever_is_in_no_course_is_led_to_the_courses(learner):
    text = text_for(learner)

    assert "You are in no course yet" in text
    assert "Find a course" in text


def test_the_next_lesson_stands_first_with_what_is_done(learner):
    enrollment = make_enrollment(run=run_of("Reading a street"), learner=learner)
    lessons = lessons_of(enrollment)
    do_lesson(enrollment, lessons[0])

    step = read_my_learning(user=learner, at=NOW).next_step

    assert step.lesson_slug == lessons[1].slug
    assert (step.done_count, step.percent) == (1, 20)
    assert step.required_count == 5  # three to read, two to check
    address = reverse("learning:lesson", args=[enrollment.run.slug, lessons[1].slug])
    assert f'href="{address}"' in text_for(learner)


def test_a_run_that_has_not_started_stands_under_later_with_its_date(learner):
    run = run_of(
        "A course in spring",
        opens_at=NOW - timedelta(days=1),
        starts_at=NOW + timedelta(days=9),
        ends_at=NOW + timedelta(days=30),
    )
    make_enrollment(run=run, learner=learner)

    learning = read_my_learning(user=learner, at=NOW)

    assert learning.next_step is None
    assert [line.face.title for line in learning.later] == ["A course in spring"]
    assert "(Jakarta)" in learning.later[0].starts


def test_a_run_that_has_ended_is_no_next_thing_to_do(learner):
    run = run_of(
        "Too late",
        opens_at=NOW - timedelta(days=9),
        starts_at=NOW - timedelta(days=8),
        ends_at=NOW + timedelta(days=1),
    )
    make_enrollment(run=run, learner=learner)

    learning = read_my_learning(user=learner, at=NOW + timedelta(days=2))

    assert learning.next_step is None
    assert learning.under_way[0].has_ended


def test_a_completed_course_waits_for_its_certificate_and_is_no_longer_under_way(learner):
    enrollment = make_enrollment(run=run_of("Reading a street"), learner=learner)
    finish(enrollment)

    learning = read_my_learning(user=learner, at=NOW)

    assert not learning.under_way
    assert [line.run_slug for line in learning.awaiting] == [enrollment.run.slug]
    assert "Confirm my name" in text_for(learner)


def test_a_completed_course_is_opened_again_from_beside_its_certificate(learner):
    learner.certificate_name, learner.certificate_name_confirmed_at = "Rina Kartikasari", NOW
    learner.save()
    enrollment = finish(make_enrollment(run=run_of("Reading a street"), learner=learner))
    certificate = issue_certificate(enrollment=enrollment, at=NOW)
    resume = reverse("learning:resume", args=[enrollment.run.slug])

    page = BeautifulSoup(text_for(learner), "html.parser")

    section = page.select_one("section[aria-labelledby=completed]")
    words = {a.get_text(" ", strip=True): a["href"] for a in section.select("a")}
    assert words["Reading a street"] == words["Open again : Reading a street"] == resume
    assert words["Public page"].endswith(f"/{certificate.printed_code}/")
    client = Client()
    client.force_login(learner)
    assert client.get(resume, follow=True).status_code == 200


@pytest.mark.parametrize("is_certifying", [True, False])
def test_a_completed_course_without_a_certificate_is_opened_again(learner, is_certifying):
    enrollment = finish(make_enrollment(run=run_of("Reading a street"), learner=learner))
    Course.objects.update(is_certifying=is_certifying)

    page = BeautifulSoup(text_for(learner), "html.parser")

    links = {a["href"] for a in page.select("section[aria-labelledby=completed] a")}
    assert reverse("learning:resume", args=[enrollment.run.slug]) in links


def test_a_course_that_was_left_is_not_shown(learner):
    enrollment = make_enrollment(run=run_of("Left"), learner=learner)
    withdraw(enrollment=enrollment, at=NOW)

    assert read_my_learning(user=learner, at=NOW).is_empty


def test_nobody_sees_what_somebody_else_learns(learner):
    make_enrollment(run=run_of("Private matter"), learner=make_learner())

    assert "Private matter" not in text_for(learner)


def test_a_course_whose_page_is_gone_keeps_its_name(learner):
    make_enrollment(run=run_of("Gone from the site"), learner=learner)
    CoursePage.objects.update(live=False)

    assert "Gone from the site" in text_for(learner)


def test_the_dashboard_is_never_kept(learner):
    client = Client()
    client.force_login(learner)

    answer = client.get(reverse("home:dashboard"))

    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
