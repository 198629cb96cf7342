"""What a new course says of its next step, and what belongs into each of its pages."""

import pytest
from django.urls import reverse
from wagtail_localize.fields import get_translatable_fields

from courses.models import Course, LessonPage, ModulePage
from tests.factories.courses import course_page, text_block
from tests.studio.test_publish_course import edit_form

from .new_courses import ADDRESS, answers, lessons, modules
from .new_courses import author as author
from .new_courses import make as make
from .new_courses import provider as provider
from .new_courses import today as today

pytestmark = pytest.mark.django_db


def test_the_overview_opens_with_the_first_empty_lesson_as_the_next_step(provider, author, client):
    overview = client.post(ADDRESS, answers(provider), follow=True)

    course = Course.objects.get()
    first, second = lessons(course)[:2]
    step = overview.context["overview"].next_step
    assert (step.title, step.edit_url) == (
        "Welcome",
        reverse("wagtailadmin_pages:edit", args=[first.pk]),
    )
    text = overview.content.decode()
    assert "Next step: Welcome" in text
    assert "Say who you are, for whom the course is" in text
    assert "The summary says format and length alone." in text

    first.body = [text_block()]
    first.save_revision()
    again = client.get(reverse("studio:course-overview", args=[course.pk]))

    assert again.context["overview"].next_step.title == second.title
    assert "Say who you are, for whom the course is" not in again.content.decode()


def test_the_editor_says_what_belongs_into_a_page_and_the_page_does_not(make, author, client):
    course = make()
    words = {
        course_page(course): "This page is what people read before they enroll.",
        modules(course)[0]: "One week of the course.",
        lessons(course)[0]: "Say who you are, for whom the course is",
    }

    for page, text in words.items():
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert text in client.get(address).content.decode()
        preview = page.make_preview_request(preview_mode=page.default_preview_mode)
        preview.render()
        assert text not in preview.content.decode()


def test_a_page_that_no_skeleton_made_has_no_guidance(make, author, client):
    lesson = lessons(make())[0]
    LessonPage.objects.filter(pk=lesson.pk).update(part="")
    lesson.refresh_from_db()
    lesson.save_revision()

    text = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert "What belongs here:" not in text


def test_the_part_of_a_page_is_kept_by_its_drafts_and_is_nothing_to_translate(make):
    lesson = lessons(make())[0]

    assert lesson.get_latest_revision_as_object().part == "welcome"
    for model in (LessonPage, ModulePage):
        assert "part" not in {field.field_name for field in get_translatable_fields(model)}


def test_many_empty_lessons_are_one_line_of_what_is_missing(make, author, client):
    course = make()

    read = client.get(reverse("studio:course-overview", args=[course.pk])).context["overview"]

    first = reverse("wagtailadmin_pages:edit", args=[lessons(course)[0].pk])
    assert [(item.title, item.url) for item in read.missing if item.is_blocking] == [
        ("Shade", "#outline"),
        ("17 empty lessons", first),
    ]


def test_saving_a_lesson_leads_back_to_its_course(make, author, client):
    course = make()
    lesson = lessons(course)[0]
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    saved = client.post(address, edit_form(lesson), follow=True).content.decode()

    assert reverse("studio:course-overview", args=[course.pk]) in saved


def test_a_lesson_that_saves_itself_says_nothing_of_it(make, author, client):
    lesson = lessons(make())[0]
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    answer = client.post(address, edit_form(lesson), headers={"accept": "application/json"})

    assert answer.json()["success"]
    assert "What comes next" not in client.get(address).content.decode()
