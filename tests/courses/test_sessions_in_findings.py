"""What stops a lesson with a session or a course in it, and a course of the wrong shape."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions import publish_course
from courses.compiling import OutlineRefused, compile_outline
from courses.drafts import find_drafts
from courses.models import Course, LessonPage
from tests.factories.courses import (
    NOW,
    check_block,
    course_page,
    make_course,
    make_provider,
    part_block,
    session_block,
    text_block,
)
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def course(provider):
    return make_course(lessons=(1,), checks=False, provider=provider, title="Leaders")


@pytest.fixture
def part(provider):
    return make_course(lessons=(1,), checks=False, provider=provider, title="Heat in cities")


def lesson_of(course):
    return LessonPage.objects.descendant_of(course_page(course)).get()


def write(course, *blocks, format=""):
    """Leave this lesson as a draft, and the format of the course too."""
    lesson = lesson_of(course)
    lesson.body = list(blocks)
    lesson.save_revision()
    if format:
        page = course_page(course)
        page.format = format
        page.save_revision()
    course.refresh_from_db()


def stops(course):
    """(sentence, block) of all that stops its lesson."""
    lesson = lesson_of(course)
    found = [draft.findings for draft in find_drafts(course) if draft.page.pk == lesson.pk]
    return [(each.text, each.block_id) for each in found[0]]


def test_a_recording_that_counts_needs_a_check_about_it(course):
    session = session_block(recording_counts=True)
    write(course, session, check_block())

    [(text, block_id)] = stops(course)

    assert text.startswith("The recording counts, but there is no knowledge check about it")
    assert block_id == session["id"]


def test_a_check_about_a_recording_needs_a_session_whose_recording_counts(course):
    check = check_block(is_about_recording=True)
    write(course, session_block(), check)

    [(text, block_id)] = stops(course)

    assert text.startswith("This check is about a recording, but no live session")
    assert block_id == check["id"]


def test_a_recording_with_its_check_stops_nothing(course):
    write(course, session_block(recording_counts=True), check_block(is_about_recording=True))

    assert stops(course) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"newest_outline": None}, "“Heat in cities” is not published yet"),
        ({"format": "PROGRAMME"}, "“Heat in cities” is a programme itself"),
        ({"retired_at": NOW}, "“Heat in cities” is not offered any more"),
    ],
)
def test_a_course_that_cannot_be_a_part_stops_the_lesson_that_names_it(course, part, values, words):
    if "retired_at" in values:
        values = {**values, "retired_by": make_learner(is_staff=True)}
    Course.objects.filter(pk=part.pk).update(**values)
    block = part_block(part)
    write(course, block, format="PROGRAMME")

    [(text, block_id)] = stops(course)

    assert text.startswith(words)
    assert block_id == block["id"]


def test_the_courses_of_all_blocks_are_read_at_once(course, part, provider):
    others = [make_course(lessons=(1,), provider=provider) for _number in range(3)]
    write(course, part_block(part), format="PROGRAMME")
    write(course, part_block(part))
    stops(course)
    with CaptureQueriesContext(connection) as one:
        stops(course)
    write(course, *map(part_block, [part, *others]))

    with CaptureQueriesContext(connection) as four:
        stops(course)

    assert len(four) == len(one), [query["sql"] for query in four]


@pytest.mark.parametrize(
    ("format", "make", "words"),
    [
        ("MASTERCLASS", lambda course, part: [part_block(part)], "Only a programme has courses"),
        ("PROGRAMME", lambda course, part: [text_block()], "There is no course in this programme"),
        ("PROGRAMME", lambda course, part: [part_block(part)] * 1 + [part_block(part)], "twice"),
        ("PROGRAMME", lambda course, part: [part_block(course)], "a part of itself"),
        ("WEBINAR", lambda course, part: [text_block()], "A webinar has one lesson with one live"),
    ],
)
def test_a_course_of_the_wrong_shape_is_not_published(course, part, format, make, words):
    write(course, *make(course, part), format=format)

    with pytest.raises(OutlineRefused, match=words):
        publish_course(course, by=None)


def test_a_webinar_of_one_session_and_a_programme_of_one_course_are_published(course, part):
    write(course, part_block(part), format="PROGRAMME")
    publish_course(course, by=None)

    webinar = make_course(lessons=(1,), checks=False, title="A webinar")
    write(webinar, session_block(), format="WEBINAR")
    publish_course(webinar, by=None)

    formats = Course.objects.filter(pk__in=[course.pk, webinar.pk]).order_by("title")
    assert list(formats.values_list("format", flat=True)) == ["WEBINAR", "PROGRAMME"]


def test_a_part_is_called_as_its_course_and_a_new_name_makes_no_new_outline(course, part):
    write(course, part_block(part), format="PROGRAMME")
    outline = publish_course(course, by=None)
    activities = [activity for _lesson, activity in outline.outline.activities()]
    assert [each.title for each in activities if each.course] == ["Heat in cities"]

    Course.objects.filter(pk=part.pk).update(title="Heat, wind and rain")
    course.refresh_from_db()

    assert compile_outline(course) == outline
