"""What the people of a course were told of its changes stands on the page of their progress."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from courses.actions import Audience, publish_course
from courses.models import CourseOutline, LessonPage, ModulePage
from tests.factories.courses import add_lesson, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def course():
    return make_course(lessons=(2,))


@pytest.fixture
def run(course):
    dates = {"opens_at": NOW - timedelta(days=9), "starts_at": NOW - timedelta(days=8)}
    return make_run(course, **dates, ends_at=NOW + timedelta(days=60))


def change(course, note, title="Shade", audience=Audience.EVERYBODY, at=NOW):
    """Publish one lesson more, with a note."""
    with time_machine.travel(at, tick=False):
        module = ModulePage.objects.get(title="Week 1")
        add_lesson(module, title=title, live=False).save_revision()
        course.refresh_from_db()
        outline = publish_course(course, by=make_learner(), note=note, audience=audience)
    CourseOutline.objects.filter(pk=outline.pk).update(created_at=at)


def enroll(run):
    enrollment = make_enrollment(run=run)
    type(enrollment).objects.filter(pk=enrollment.pk).update(enrolled_at=NOW - timedelta(days=5))
    enrollment.refresh_from_db()
    return enrollment


@pytest.fixture
def enrollment(run):
    with time_machine.travel(NOW, tick=False):
        return enroll(run)


def progress_page(client, enrollment):
    client.force_login(enrollment.learner)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        return client.get(reverse("learning:progress", args=[enrollment.run.slug])).content.decode()


def test_a_note_about_what_is_to_do_since_they_enrolled_is_shown_with_its_day(
    course, enrollment, client
):
    change(course, "One lesson more: <shade>.")

    page = progress_page(client, enrollment)

    assert "What changed since you enrolled" in page
    assert "One lesson more: &lt;shade&gt;." in page


def test_neither_an_empty_note_nor_one_of_before_is(course, enrollment, client):
    change(course, "")
    change(course, "Before you came.", title="Trees", at=NOW - timedelta(days=6))

    assert "What changed since you enrolled" not in progress_page(client, enrollment)


def test_a_note_that_changed_nothing_to_do_is_not_shown(course, enrollment, client):
    lesson = LessonPage.objects.get(title="Lesson 1.1")
    lesson.title = "Another name"
    lesson.save_revision()
    publish_course(course, by=make_learner(), note="Only a name.")

    assert "Only a name." not in progress_page(client, enrollment)


def test_a_run_that_keeps_its_outline_reads_nothing_of_what_it_does_not_follow(
    course, enrollment, client
):
    change(course, "For the next run.", audience=Audience.NEXT_RUN)

    assert "For the next run." not in progress_page(client, enrollment)


def test_whoever_has_completed_is_told_of_nothing_to_do(course, enrollment, client):
    finish(enrollment)
    change(course, "One lesson more.")

    assert "One lesson more." not in progress_page(client, enrollment)
