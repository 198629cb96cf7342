"""A learner of a programme: where they stand in each of its courses."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.actions import choose_part_runs
from learning.actions import enroll
from learning.models import Enrollment
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import do_lesson, finish, lessons_of, make_learner
from tests.learning.programmes import make_programme

from .one_path import clock as clock
from .one_path import page, sign_in
from .test_run_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heat():
    return make_course(lessons=(2,), checks=False, title="Heat")


@pytest.fixture
def theirs():
    """A course of others."""
    return make_course(
        lessons=(1,), checks=False, title="Rain", provider=make_provider(name="Others")
    )


@pytest.fixture
def enrollment(heat, theirs):
    run = make_run(make_programme(heat, theirs))
    chosen = {
        str(each.key): make_run(each, title=f"{each.title} now").pk for each in (heat, theirs)
    }
    choose_part_runs(run=run, chosen=chosen, by=make_learner(is_staff=True), at=NOW)
    return enroll(learner=make_learner(name="Ayu Lestari"), run=run, at=NOW)


def place_in(enrollment, course):
    return Enrollment.objects.get(learner=enrollment.learner, run__course=course)


def test_the_page_says_how_far_they_are_in_each_course_and_leads_there(
    enrollment, heat, theirs, client
):
    sign_in(client, heat.provider.author_group)
    place = place_in(enrollment, heat)
    do_lesson(place, lessons_of(place)[0])
    Enrollment.objects.filter(pk=place.pk).update(last_active_at=NOW - timedelta(hours=3))
    others = place_in(enrollment, theirs)
    finish(others)

    answer = client.get(page(enrollment))
    said = text_of(answer)

    assert "Under way in its courses" in said
    assert "50 %" in said
    assert "Heat now" in said
    assert "in its courses : 20 Jan 2027" in said or "in its courses: 20 Jan 2027" in said
    assert "100 %" in said
    html = answer.content.decode()
    assert page(place) in html
    assert page(others) not in html  # of another provider
    assert client.get(page(others)).status_code == 404


def test_who_came_to_a_session_alone_has_begun(enrollment, heat, client):
    """They opened no lesson, and yet something is done."""
    sign_in(client, heat.provider.author_group)
    place = place_in(enrollment, heat)
    Enrollment.objects.filter(pk=place.pk).update(percent=33, last_active_at=None)

    said = text_of(client.get(page(enrollment)))

    assert "Under way in its courses" in said
    assert "Under way 33 %" in said


def test_whoever_did_nothing_anywhere_has_not_started(enrollment, heat, client):
    sign_in(client, heat.provider.author_group)

    assert "Under way in its courses" not in text_of(client.get(page(enrollment)))


def test_who_left_a_course_is_said_not_to_be_in_it(enrollment, heat, client):
    sign_in(client, heat.provider.author_group)
    Enrollment.objects.filter(pk=place_in(enrollment, heat).pk).update(withdrawn_at=NOW)

    said = text_of(client.get(reverse("studio:learner", args=[enrollment.pk])))

    assert "Not enrolled in it. To this run of the programme belongs “Heat now”." in said
