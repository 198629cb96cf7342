"""A course made by mistake is deleted from its overview; one that people had is not."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from courses.actions import CourseRefused, create_course, delete_course
from courses.models import Course, CourseFormat, CourseRun
from learning.running_again import note_interest
from tests.factories.courses import make_course, make_provider, make_run
from tests.factories.learning import make_enrollment, make_learner

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def author(client):
    author = make_learner()
    author.groups.add(make_provider("Think City").author_group)
    client.force_login(author)
    return author


@pytest.fixture
def course(author):
    """As "New course" makes it: pages with a run, all drafts."""
    return create_course(
        provider=author.groups.get().authored_provider,
        language="en",
        format=CourseFormat.SELF_PACED,
        title="Made by mistake",
        token=uuid4(),
        by=author,
        starts_on=date(2027, 1, 11),
    )[0]


def address(course):
    return reverse("studio:course-delete", args=[course.pk])


def test_the_overview_leads_there_and_all_of_it_goes(course, author, client):
    overview = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()
    assert address(course) in overview
    before = Page.objects.exclude(title="Made by mistake").filter(depth__lte=3).count()
    asked = client.get(address(course)).content.decode()
    assert "This cannot be undone." in asked
    assert "The run" in asked

    page = client.post(address(course), follow=True)

    assert page.redirect_chain[-1][0] == reverse("studio:course-list")
    assert "“Made by mistake” is deleted." in page.content.decode()
    assert not Course.objects.filter(pk=course.pk).exists()
    assert not CourseRun.objects.exists()
    assert not Page.objects.filter(title="Made by mistake").exists()
    assert Page.objects.filter(depth__lte=3).count() == before
    assert ModelLogEntry.objects.filter(action="courses.delete_course", user=author).exists()


def test_twice_is_as_once(course, author):
    delete_course(course=course, by=author)

    delete_course(course=course, by=author)

    assert not Course.objects.exists()


def test_a_published_course_stays(client):
    course = make_course()
    author = make_learner()
    author.groups.add(course.provider.author_group)
    client.force_login(author)

    assert "it stays" in client.get(address(course)).content.decode()
    assert client.post(address(course)).status_code == 422
    assert Course.objects.filter(pk=course.pk).exists()
    overview = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()
    assert address(course) not in overview


def test_a_course_with_somebody_in_it_stays(course, author):
    make_enrollment(run=make_run(course=course))

    with pytest.raises(CourseRefused):
        delete_course(course=course, by=author)

    assert Course.objects.filter(pk=course.pk).exists()


def test_what_hangs_on_it_keeps_all_of_it(course, author, client):
    note_interest(user=make_learner(), course=course, at=NOW)

    refused = client.post(address(course))

    assert refused.status_code == 422
    assert "Something belongs to this course" in refused.content.decode()
    assert course.runs.exists()
    assert Page.objects.filter(title="Made by mistake").exists()


def test_whoever_edits_another_providers_courses_finds_nothing(course, client):
    stranger = make_learner()
    stranger.groups.add(make_provider("Another").author_group)
    client.force_login(stranger)

    assert client.post(address(course)).status_code == 404
    assert Course.objects.filter(pk=course.pk).exists()
