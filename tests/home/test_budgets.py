"""What the pages of `home` may ask of the database, and the same for one row and for twenty."""

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from sdgs.models import Goal
from tests.factories.courses import NOW, course_page, make_course, make_provider, make_run
from tests.factories.learning import do_lesson, lessons_of, make_enrollment, make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    caches["pages"].clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("count", [1, 8])
def test_the_dashboard_costs_the_same_for_one_course_and_for_many(
    count, django_assert_max_num_queries
):
    learner = make_learner()
    provider = make_provider()
    for number in range(count):
        course = make_course(provider=provider, lessons=(2,), title=f"C {number}")
        enrollment = make_enrollment(run=make_run(course), learner=learner)
        do_lesson(enrollment, lessons_of(enrollment)[0])
    client = Client()
    client.force_login(learner)
    client.get(reverse("home:dashboard"))  # the menu is read once a minute

    # session, user; enrollments with run, course, provider and outline; certificates; course
    # pages; of the next step its facts and its lessons; with published terms, what was agreed to
    with django_assert_max_num_queries(7):
        client.get(reverse("home:dashboard"))


@pytest.mark.parametrize("count", [1, 8])
def test_a_goal_costs_the_same_for_one_course_and_for_many(
    count, client, django_assert_num_queries
):
    goal = Goal.objects.create(number=11, title="Cities", short_title="Cities")
    provider = make_provider()
    for number in range(count):
        course = make_course(provider=provider, lessons=(1,), title=f"C {number}")
        make_run(course)
        page = course_page(course)
        page.goals.add(goal)
        page.save()
    client.get(reverse("home:goal", args=[11]))
    caches["pages"].clear()

    # goals, this goal; courses, runs, languages, restrictions, pages with covers, goals, themes,
    # site and its roots; targets of these courses, targets; and once a minute for all pages the
    # menu: catalogue, site roots, plain pages
    with django_assert_num_queries(16):
        client.get(reverse("home:goal", args=[11]))


def test_the_header_fragment_costs_only_who_is_signed_in(django_assert_num_queries):
    client = Client()
    client.force_login(make_learner())

    # session, user, permissions of the user and of their groups
    with django_assert_num_queries(4):
        client.get(reverse("home:account-fragment"))


def test_the_header_fragment_costs_a_stranger_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("home:account-fragment"))
