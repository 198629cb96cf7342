"""Only what differs is shown to whoever reads a difference."""

import re

import pytest
from django.urls import reverse

from courses import arranging
from courses.actions import arrange
from courses.models import CoursePage, LessonPage
from tests.factories.courses import text_block

pytestmark = pytest.mark.django_db
TABLE = {
    "type": "table",
    "id": "6a3b8a8e-6a0c-4a9e-9a55-0a4f6c0f8d11",
    "value": {
        "caption": "Shade at noon",
        "header": ["Place", "Shade"],
        "rows": [{"cells": ["Square", "none"]}],
        "has_row_titles": True,
    },
}


def difference(client, course):
    address = reverse("studio:course-difference", args=[course.pk])
    return client.get(address).content.decode()


@pytest.fixture
def lesson(course):
    page = LessonPage.objects.get(title="Lesson 1.1")
    page.body = [TABLE, text_block("<p>As it was.</p>")]
    page.save_revision().publish()
    return page


def test_a_table_whose_cells_were_stored_without_numbers_is_no_difference(
    client, course, reviewer, lesson
):
    lesson.body = [*lesson.body.raw_data, text_block("<p>One sentence more.</p>")]
    lesson.save_revision()

    page = difference(client, course)

    assert "One sentence more." in page
    assert "2 parts are as they were." in page
    assert "Shade at noon" not in page


def test_a_cell_that_says_something_else_is_one(client, course, reviewer, lesson):
    body = [dict(block) for block in lesson.body.raw_data]
    body[0]["value"] = {**body[0]["value"], "rows": [{"cells": ["Square", "one tree"]}]}
    lesson.body = body
    lesson.save_revision()

    page = difference(client, course)

    assert "Shade at noon" in page
    assert "one tree" in page
    assert "1 part is as it was." in page


def test_a_page_that_was_saved_again_shows_no_field(client, course, reviewer, lesson):
    lesson.save_revision()

    page = difference(client, course)

    assert "Nothing in its words" in page
    assert "another order" not in page
    assert "Shade at noon" not in page


def test_a_lesson_that_would_be_added_is_said_before_the_pages(client, course, reviewer):
    page = difference(client, course)

    assert "<strong>Lesson added:</strong> Shade" in page
    assert page.index("Lesson added") < page.index("Trees cool a street.")


def test_parts_in_another_order_are_said_in_a_sentence(client, course, reviewer, lesson):
    lesson.body = list(reversed(list(lesson.body.raw_data)))
    lesson.save_revision()

    assert "Its parts stand in another order." in difference(client, course)


def test_paragraphs_are_not_joined_to_one_word(client, course, reviewer, lesson):
    body = [dict(block) for block in lesson.body.raw_data]
    body[1]["value"] = "<p>As it was.</p><p>Look up.</p><ul><li>Trees</li><li>Shade</li></ul>"
    lesson.body = [*body, text_block("<p>One.</p><p>Two.</p>")]
    lesson.save_revision()
    page = CoursePage.objects.get(translation_key=course.key)
    page.description = "<p>First.</p><p>Second.</p>"
    page.save_revision()

    words = re.sub("<[^>]+>", "", difference(client, course))

    assert "As it was. Look up. Trees Shade" in words
    assert "One. Two." in words
    assert "First. Second." in words


def test_of_a_new_page_nothing_is_taken_out_and_no_address_is_shown(client, course, reviewer):
    draft = LessonPage.objects.get(title="Shade")
    draft.minutes = 35
    draft.save_revision()

    page = difference(client, course)

    assert '<span class="addition">35</span>' in page
    assert "deletion" not in page
    assert "<dt>Slug</dt>" not in page


def test_what_was_taken_out_is_not_counted(client, course, reviewer):
    course.refresh_from_db()
    key = str(LessonPage.objects.get(title="Shade").translation_key)
    number = course.arrangement_number
    before = difference(client, course)
    arrange(course, lambda now: arranging.take_out(now, key), number=number, by=reviewer)

    page = difference(client, course)

    assert "1 page differs" in before
    assert "Trees cool a street." not in page
    assert "Nothing differs: readers have everything." in page
