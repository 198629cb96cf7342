"""A live session or a course of a programme where it is met: in a lesson, in a trial, in words."""

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from courses.compiling import compile_outline
from courses.models import LessonPage
from learning.actions import record_progress
from learning.models import ResultKind
from tests.factories.courses import (
    NOW,
    course_page,
    make_course,
    make_course_index,
    make_run,
    part_block,
    session_block,
    text_block,
)
from tests.factories.learning import lessons_of, make_enrollment

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return make_course(lessons=(1,), checks=False, title="Heat in cities")


@pytest.fixture
def course(part):
    """One lesson with a session, and one with a course of the programme."""
    course = make_course(lessons=(2,), checks=False, title="Leaders")
    blocks = [session_block(title="A street at noon"), part_block(part)]
    for lesson, block in zip(lesson_pages(course), blocks, strict=True):
        lesson.body = [text_block(), block]
        lesson.save_revision().publish()
    compile_outline(course)
    course.refresh_from_db()
    return course


def lesson_pages(course):
    return list(LessonPage.objects.descendant_of(course_page(course)).order_by("path"))


@pytest.fixture
def enrollment(course):
    return make_enrollment(run=make_run(course))


def read(client, enrollment, place):
    slug = lessons_of(enrollment)[place].slug
    page = client.get(reverse("learning:lesson", args=[enrollment.run.slug, slug]))
    return page.content.decode()


def test_a_lesson_shows_its_session_and_says_what_completes_it(client, enrollment, learner):
    page = read(client, enrollment, 0)

    assert "A street at noon" in page
    assert "Attend the live session to complete this lesson." in page
    assert "Mark as complete" not in page
    assert "As if attended" not in page


def test_a_course_of_a_programme_is_called_what_it_is_called_now(client, enrollment, learner, part):
    type(part).objects.filter(pk=part.pk).update(title="Heat and health")

    page = read(client, enrollment, 1)

    assert "Heat and health" in page
    assert "Complete the course that is part of this programme" in page


def test_whoever_attended_reads_that_the_lesson_is_complete(client, enrollment, learner):
    lesson = lessons_of(enrollment)[0]
    record_progress(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key=lesson.activities[1].key,
        kind=ResultKind.SESSION,
        at=NOW,
    )

    assert "This lesson is complete." in read(client, enrollment, 0)


def test_the_progress_page_names_them(client, enrollment, learner):
    page = client.get(reverse("learning:progress", args=[enrollment.run.slug])).content.decode()

    assert "Live session: A street at noon" in page
    assert "Attend its live session: that completes the lesson." in page
    assert "Complete the course in it: that completes the lesson." in page


def test_a_translation_keeps_the_keys_and_the_chosen_course(course, part):
    make_course_index("ko")
    source = course_page(course)
    korean = Locale.objects.get(language_code="ko")
    source.get_parent().copy_for_translation(korean, copy_parents=True)
    for page in (source, *(each.specific for each in source.get_descendants())):
        if not page.has_translation(korean):
            made, _is_new = TranslationSource.get_or_create_from_instance(page)
            made.create_or_update_translation(korean, copy_parent_pages=True, fallback=True)

    for lesson in lesson_pages(course):
        translated = lesson.get_translation(korean)
        mine, theirs = lesson.body.raw_data[1], translated.body.raw_data[1]
        assert theirs["id"] == mine["id"]
        assert theirs["value"].get("course") == mine["value"].get("course")
        assert theirs["value"]["is_required"] is True
