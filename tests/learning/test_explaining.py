"""Why is this 60 %?"""

import pytest

from courses.compiling import compile_outline
from courses.models import LessonPage
from tests.factories.learning import (
    do_lesson,
    lessons_of,
)

from .walking import address

pytestmark = pytest.mark.django_db

SIGN_IN = "/en/account/login/"


def test_the_progress_page_says_what_is_done_and_what_is_missing(client, enrollment, learner):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    text = client.get(address(enrollment, name="progress")).content.decode()

    assert "Why 20 %?" in text
    assert "1 of 5 things that count are done" in text
    assert "Knowledge check: What did you see?" in text
    assert "Pass the knowledge check." in text
    assert "Lesson read" in text


def test_a_lesson_with_a_check_is_said_to_be_completed_by_it(client, enrollment, learner):
    text = client.get(address(enrollment, name="progress")).content.decode()
    assert "Pass its knowledge check: that completes the lesson." in text

    for lesson in lessons_of(enrollment):
        if len(lesson.activities) > 1:
            do_lesson(enrollment, lesson)
    text = client.get(address(enrollment, name="progress")).content.decode()

    assert "Pass its knowledge check" not in text
    assert "Open the lesson and mark it as complete." in text


def test_the_progress_page_says_what_is_excused(client, enrollment, learner):
    LessonPage.objects.get(translation_key=lessons_of(enrollment)[0].key).unpublish()

    text = client.get(address(enrollment, name="progress")).content.decode()

    assert "Not asked of you" in text
    assert "no longer offered" in text


def test_the_progress_page_names_what_was_done_and_is_no_longer_there(client, enrollment, learner):
    course, (first, checked, _) = enrollment.run.course, lessons_of(enrollment)
    do_lesson(enrollment, first)
    do_lesson(enrollment, checked)
    LessonPage.objects.get(translation_key=first.key).unpublish()
    page = LessonPage.objects.get(translation_key=checked.key)
    page.body = [block for block in page.body.raw_data if block["type"] != "knowledge_check"]
    page.save()
    compile_outline(course)

    text = client.get(address(enrollment, name="progress")).content.decode()

    kept = text.partition("no longer part of the course")[2]
    assert first.title in kept
    assert "Knowledge check: What did you see?" in kept
    assert "A lesson that is no longer there" not in text
