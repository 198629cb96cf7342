"""A check in another language is the same check."""

import pytest
from wagtail.models import Locale

from courses.models import LessonPage
from quizzes.models import Attempt
from tests.factories.courses import check_block, make_course_index
from tests.factories.quizzes import (
    change_check,
    lesson_with_check,
)

from .walking import check_address, checked_in, form, lesson_address, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def translate_lesson(enrollment, *, language="id"):
    """A page in another language with the same ids, in other words."""
    make_course_index(language)
    locale = Locale.objects.get(language_code=language)
    page = LessonPage.objects.get(
        translation_key=lesson_with_check(enrollment).key, locale__language_code="en"
    )
    copy = page.copy_for_translation(locale, copy_parents=True, alias=False)
    body = list(copy.body.raw_data)
    for block in body:
        if block["type"] == "knowledge_check":
            block["value"]["title"] = "Apa yang Anda lihat?"
    copy.body = body
    copy.live = True
    copy.save()
    return copy


def test_a_check_answered_in_another_language_is_the_same_check(client, enrollment, learner):
    translate_lesson(enrollment)
    url = check_address(enrollment).replace("/en/", "/id/", 1)

    response = client.post(url, form(enrollment, right=0), follow=True)

    assert "Apa yang Anda lihat?" in text_of(response)
    assert Attempt.objects.get().language == "id"
    english = text_of(client.get(lesson_address(enrollment)))
    assert "Not passed yet: 0 of 3 right" in english
    assert len(checked_in(english)) == 3


def test_where_the_translation_is_behind_the_check_is_asked_in_the_courses_language(
    client, enrollment, learner
):
    translate_lesson(enrollment)
    stale = form(enrollment)
    change_check(
        enrollment, lambda value: value.update(questions=check_block()["value"]["questions"])
    )
    url = check_address(enrollment).replace("/en/", "/id/", 1)

    refused = client.post(url, stale)
    text = text_of(refused)
    assert "What did you see?" in text
    assert 'lang="en">Question 1</span>' in text
    client.post(url, form(enrollment))

    assert Attempt.objects.get().is_passed
