"""A page of a course has no schedule: a date in a draft kept it from being published, silently."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text, streamfield

from courses.actions import publish_course
from courses.models import CoursePage, LessonPage, ModulePage
from tests.factories.courses import NOW, course_page, make_course
from tests.factories.learning import make_learner
from tests.studio.test_publish_course import edit_form

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + timedelta(days=4000)


@pytest.fixture
def course():
    return make_course(lessons=(1,))


@pytest.fixture
def author(course, client):
    author = make_learner()
    author.groups.add(course.provider.author_group)
    client.force_login(author)
    return author


@pytest.fixture
def lesson(course):
    return LessonPage.objects.descendant_of(course_page(course)).get()


@pytest.mark.parametrize("kind", [CoursePage, ModulePage, LessonPage])
def test_the_editor_of_a_course_asks_for_no_schedule(kind, course, author, client):
    page = kind.objects.get(path__startswith=course_page(course).path)

    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert 'name="go_live_at"' not in text
    assert 'name="expire_at"' not in text
    assert "Set schedule" not in text


def test_a_form_made_by_hand_with_a_date_is_published_with_its_course(
    course, lesson, author, client
):
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    dates = dict.fromkeys(("go_live_at", "expire_at"), f"{LATER:%Y-%m-%d %H:%M}")
    body = streamfield([("text", rich_text("<p>Trees.</p>"))])

    assert client.post(address, edit_form(lesson, body=body, **dates)).status_code == 302
    publish_course(course, by=author)

    lesson.refresh_from_db()
    assert lesson.title == "A new title"
    assert (lesson.go_live_at, lesson.expire_at) == (None, None)


def test_dates_of_earlier_days_are_cleared_and_the_drafts_are_published(course, lesson, author):
    lesson.title, lesson.go_live_at, lesson.expire_at = "A new title", LATER, LATER
    old = lesson.save_revision(approved_go_live_at=LATER)
    lesson.title = "The newest title"
    lesson.save_revision()
    LessonPage.objects.filter(pk=lesson.pk).update(expire_at=LATER)
    clear = importlib.import_module("courses.migrations.0011_clear_schedules").clear

    clear(apps, None)
    publish_course(course, by=author)

    lesson.refresh_from_db()
    old.refresh_from_db()
    assert (lesson.title, lesson.live, lesson.expire_at) == ("The newest title", True, None)
    assert old.approved_go_live_at is None
    assert {old.content["title"], old.content["go_live_at"]} == {"A new title", None}
    assert not Revision.objects.exclude(content__go_live_at=None).exists()
