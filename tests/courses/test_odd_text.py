"""Letters that no database holds, and letters that hide, in what authors write."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import Course, LessonPage
from tests.factories.courses import course_page, make_course
from users.models import User

pytestmark = pytest.mark.django_db
ODD = {
    "nul": "a\0b",
    "half": "a\ud800b",
    "hidden": "a\u202eb\u200bc",
    "emoji": "😀" * 50,
    "control": "a\x1bb\x0bc",
}


@pytest.fixture
def course(client):
    client.force_login(User.objects.create_superuser("k@example.org", "a-long-password"))
    return make_course(lessons=(1,))


def running_text(text):
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def edit(client, lesson, title, text):
    data = {
        "title": title,
        "slug": lesson.slug,
        "minutes": "12",
        "is_required": "on",
        **nested_form_data({"body": streamfield([("text", running_text(text))])}),
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)


@pytest.mark.parametrize("odd", ODD)
def test_a_lesson_with_odd_letters_is_saved_or_refused_but_no_error(client, course, odd):
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()

    answer = edit(client, lesson, "What was typed", ODD[odd])

    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        assert "What was typed" in answer.content.decode()
    for address in ("studio:course-overview", "studio:course-publish", "studio:course-difference"):
        assert client.get(reverse(address, args=[course.pk])).status_code == 200


@pytest.mark.parametrize("odd", ["nul", "half"])
def test_what_cannot_be_kept_is_left_out_of_running_text(client, course, odd):
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()

    edit(client, lesson, "A street", ODD[odd])

    lesson = LessonPage.objects.get(pk=lesson.pk)
    [block] = lesson.get_latest_revision_as_object().body
    assert ">ab<" in str(block.value)


@pytest.mark.parametrize("odd", ["nul", "hidden", "emoji", "control"])
def test_so_are_the_studio_s_own_forms(client, course, odd):
    text = ODD[odd]
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()
    provider = course.provider_id
    posts = [
        ("studio:course-new", [], {"title": text, "format": "WEBINAR", "provider": provider}),
        ("studio:draft-comment", [lesson.pk], {"place": "title", "text": text}),
        ("studio:draft-comment", [lesson.pk], {"place": text, "text": "Why?"}),
        ("studio:lesson-parts", [lesson.pk], {"deed": "split", "title": text, "block": text}),
        ("studio:lesson-parts", [lesson.pk], {"deed": "take", "lesson": text}),
        ("studio:course-arrange", [course.pk], {"deed": f"up:{text}", "number": "0"}),
        ("studio:course-arrange", [course.pk], {"deed": "far", "lesson": text, "number": "0"}),
        ("studio:course-publish", [course.pk], {"deed": "submit", "note": text}),
        ("studio:course-publish", [course.pk], {"deed": "publish", "review": text, "seen": text}),
        ("studio:course-guests", [course.pk], {"name": text, "email": "e@example.org"}),
    ]

    answers = [client.post(reverse(name, args=args), data) for name, args, data in posts]

    assert {answer.status_code for answer in answers} <= {200, 302, 400, 404, 422}
    assert Course.objects.filter(pk=course.pk).exists()
