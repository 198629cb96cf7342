"""Wagtail's own doors do not move, unpublish or delete what people learn in."""

import pytest
from django.urls import reverse

from courses.models import Course, CoursePage, LessonPage, ModulePage, ProviderPage
from tests.factories.courses import (
    add_lesson,
    course_page,
    key_of,
    make_course,
    make_course_index,
    make_provider,
    make_run,
)
from tests.factories.learning import make_enrollment
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    """May do all that Wagtail knows."""
    user = User.objects.create_superuser("keeper@example.org", "a-long-password")
    client.force_login(user)
    return user


@pytest.fixture
def provider():
    make_course_index("ko")
    return make_provider()


@pytest.fixture
def course(provider):
    return make_course(lessons=(2, 1), provider=provider)


def lesson(title="Lesson 1.1"):
    return LessonPage.objects.get(title=title)


def module(title="Week 1"):
    return ModulePage.objects.get(title=title)


@pytest.mark.parametrize("door", ["delete", "unpublish"])
@pytest.mark.parametrize("find", [lesson, module])
def test_a_page_in_use_stays_and_its_keeper_is_led_to_the_outline(
    client, keeper, course, door, find
):
    page = find()

    answer = client.post(reverse(f"wagtailadmin_pages:{door}", args=[page.pk]), follow=True)

    assert answer.redirect_chain[0][0] == reverse("studio:course-overview", args=[course.pk])
    assert "Nothing was changed: people learn in it." in answer.content.decode()
    page.refresh_from_db()
    assert page.live


def test_a_lesson_in_use_is_not_moved(client, keeper, course):
    address = reverse("wagtailadmin_pages:move_confirm", args=[lesson().pk, module("Week 2").pk])

    client.post(address)

    assert lesson().get_parent().title == "Week 1"


def test_nor_put_in_another_place_of_its_module(client, keeper, course):
    address = reverse("wagtailadmin_pages:set_page_position", args=[lesson("Lesson 1.2").pk])

    client.post(f"{address}?position=0")

    titles = [page.title for page in module().get_children()]
    assert titles == ["Lesson 1.1", "Lesson 1.2"]


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_nor_together_with_others(client, keeper, course, action):
    free = add_lesson(module(), title="Later", live=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    ids = "&".join(f"id={page.pk}" for page in (free, lesson()))

    client.post(f"{address}?{ids}", {"chooser": module("Week 2").pk})

    assert lesson().live
    assert lesson().get_parent().title == "Week 1"
    assert LessonPage.objects.filter(title="Later").exists()


def test_a_draft_that_nobody_ever_had_is_deleted(client, keeper, course):
    free = add_lesson(module(), title="Later", live=False)

    client.post(reverse("wagtailadmin_pages:delete", args=[free.pk]))

    assert not LessonPage.objects.filter(title="Later").exists()


def test_a_translation_may_be_deleted_and_the_course_stays(client, keeper, course, provider):
    korea = ProviderPage.objects.get(key_of(provider), locale__language_code="ko").locale
    copy = course_page(course).copy_for_translation(korea)

    client.post(reverse("wagtailadmin_pages:delete", args=[copy.pk]))

    assert not CoursePage.objects.filter(pk=copy.pk).exists()
    assert Course.objects.filter(pk=course.pk).exists()


def test_a_published_course_is_unpublished_but_never_deleted(client, keeper, course):
    page = course_page(course)

    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    page.refresh_from_db()
    assert not page.live


def test_nor_is_it_unpublished_while_somebody_is_in_it(client, keeper, course):
    page = course_page(course)
    make_enrollment(run=make_run(course))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])

    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    client.post(f"{bulk}?id={page.pk}")

    page.refresh_from_db()
    assert page.live


def test_a_course_is_copied_in_the_studio_and_not_by_wagtails_form(client, keeper, course):
    page = course_page(course)
    form = {
        "new_title": "Another course",
        "new_slug": "another-course",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }

    answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)

    assert answer["Location"] == reverse("studio:course-copy", args=[course.pk])
    assert not CoursePage.objects.filter(title="Another course").exists()
