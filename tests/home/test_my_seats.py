"""Seats to come in "My learning": offered with a deadline, waited for, asked for."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CoursePage, CourseRun, EnrollmentMode
from home.my_learning import read_my_learning
from learning.actions import apply_for_seat, join_waiting, withdraw
from learning.models import Enrollment, WaitingPlace
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def learner():
    return make_learner(name="Rina Kartikasari", time_zone="Asia/Jakarta")


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,), title="Reading a street"), capacity=1)


@pytest.fixture
def inside(run):
    return make_enrollment(run=run)


def page_for(learner):
    client = Client()
    client.force_login(learner)
    return BeautifulSoup(client.get(reverse("home:dashboard")).content.decode(), "html.parser")


def seats_for(learner, at=NOW):
    return read_my_learning(user=learner, at=at).seats


def test_a_place_on_the_waiting_list_stands_there_with_its_number(run, inside, learner):
    for each in (make_learner(), learner, make_learner()):
        join_waiting(learner=each, run=run, at=NOW)

    (line,) = seats_for(learner)

    assert (line.state, line.number) == ("waiting", 2)
    section = page_for(learner).select_one("section[aria-labelledby=queued]")
    assert "You are number 2." in section.get_text()
    assert section.a["href"] == reverse("learning:waiting", args=[run.slug])


def test_an_offer_stands_first_with_its_deadline_in_the_readers_own_time(run, inside, learner):
    other = make_run(make_course(lessons=(1,)), capacity=1)
    make_enrollment(run=other)
    join_waiting(learner=learner, run=other, at=NOW)
    join_waiting(learner=learner, run=run, at=NOW)
    withdraw(enrollment=inside, at=NOW)

    first, second = seats_for(learner)

    assert (first.run, first.state, second.state) == (run, "offered", "waiting")
    assert "22 January 2027, 16:00 (Jakarta)" in first.until


@pytest.mark.parametrize("deed", ["take", "give on"])
def test_an_offered_seat_is_taken_or_given_on_from_there(run, inside, learner, deed):
    next_one = make_learner()
    for each in (learner, next_one):
        join_waiting(learner=each, run=run, at=NOW)
    withdraw(enrollment=inside, at=NOW)
    client = Client()
    client.force_login(learner)
    words = "Take the seat" if deed == "take" else "Give the seat on"
    button = page_for(learner).find("button", string=words)
    form = button.find_parent("form")
    sent = {button["name"]: button["value"]} if button.get("name") else {}

    client.post(form["action"], sent)

    is_in = Enrollment.objects.active().filter(learner=learner, run=run).exists()
    offered = WaitingPlace.objects.open().exclude(offered_at=None)
    assert is_in == (deed == "take")
    assert [place.learner for place in offered] == ([] if is_in else [next_one])


def test_an_offer_that_lapsed_says_so_until_it_is_given_on(run, inside, learner):
    join_waiting(learner=learner, run=run, at=NOW)
    withdraw(enrollment=inside, at=NOW)

    (line,) = seats_for(learner, at=NOW + timedelta(days=3))

    assert line.state == "lapsed"


def test_what_one_asked_for_stands_there_until_it_is_answered(learner):
    run = make_run(make_course(lessons=(1,)), enrollment_mode=EnrollmentMode.APPROVAL)
    apply_for_seat(learner=learner, run=run, answers=[], at=NOW)

    section = page_for(learner).select_one("section[aria-labelledby=queued]")

    assert "You have asked for a seat" in section.get_text()
    assert section.a["href"] == reverse("learning:enroll", args=[run.slug])
    assert "in no course yet" not in page_for(learner).get_text()


@pytest.mark.parametrize("why", ["over", "archived", "unpublished", "somebody else"])
def test_what_leads_nowhere_is_not_shown(run, inside, learner, why):
    who = make_learner() if why == "somebody else" else learner
    join_waiting(learner=who, run=run, at=NOW)
    if why == "over":
        CourseRun.objects.update(ends_at=NOW)
    elif why == "archived":
        CourseRun.objects.update(archived_at=NOW)
    elif why == "unpublished":
        CoursePage.objects.update(live=False)

    assert seats_for(learner) == ()


def test_many_places_cost_as_many_queries_as_one(learner):
    def wait_in_another_run():
        run = make_run(make_course(lessons=(1,)), capacity=1)
        make_enrollment(run=run)
        join_waiting(learner=learner, run=run, at=NOW)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            seats_for(learner)
        return len(queries)

    wait_in_another_run()
    one = count()
    for _ in range(3):
        wait_in_another_run()

    assert count() == one
