"""A course that is nothing yet is not submitted: what is missing is said, with the way out."""

import pytest
from django.urls import reverse

from courses.actions import publish_course
from courses.drafts import find_drafts
from courses.models import Course, CoursePage, LessonPage, ModulePage, ProviderPage
from courses.models.course_page import CourseFormat
from studio.moderation import SubmissionRefused, find_submission, submit
from tests.factories.courses import (
    add_lesson,
    course_page,
    key_of,
    make_course,
    make_provider,
    text_block,
)
from users.models import User

pytestmark = pytest.mark.django_db

NO_LESSON = "There is no lesson yet that is ready. A course needs at least one."
EMPTY_MODULE = "There is no lesson in this module yet. Add one, or delete the module."
EMPTY_LESSON = "There is nothing in this lesson yet. Write its first block."


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def author(provider):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(provider.author_group)
    return user


def draft(parent, page):
    """As Wagtail saves a new page: not live, with a first revision."""
    page.live, page.has_unpublished_changes = False, True
    parent.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def page(provider):
    """A course page alone, never published."""
    parent = ProviderPage.objects.get(key_of(provider), locale__language_code="en")
    return draft(parent, CoursePage(title="Shade", slug="shade", summary="Trees and cloth."))


@pytest.fixture
def course(page):
    return Course.objects.get(key=page.translation_key)


def add_module(page):
    return draft(page, ModulePage(title="At noon", slug="at-noon"))


def problems(course):
    return {draft.page.title: draft.problem for draft in find_drafts(course)}


def overview(client, user, course):
    client.force_login(user)
    response = client.get(reverse("studio:course-overview", args=[course.pk]))
    return response.context["overview"], response.content.decode()


def assert_is_refused(course, author):
    with pytest.raises(SubmissionRefused):
        submit(course, by=author)
    assert find_submission(course) is None


def test_a_course_without_a_lesson_is_not_submitted(course, page, author, client):
    read, text = overview(client, author, course)

    address = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", page.pk])
    assert [(item.text, item.url) for item in read.missing if item.is_blocking] == [
        (NO_LESSON, address)
    ]
    assert "1 thing stops publication." in text
    assert_is_refused(course, author)


def test_a_module_without_a_lesson_is_not_submitted(course, page, author, client):
    module = add_module(page)

    read, _text = overview(client, author, course)

    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    assert ("At noon", EMPTY_MODULE, address) in [
        (item.title, item.text, item.url) for item in read.missing if item.is_blocking
    ]
    assert_is_refused(course, author)


def test_a_lesson_without_content_is_not_submitted(course, page, author, client):
    lesson = draft(add_module(page), LessonPage(title="A tree", slug="a-tree"))

    read, _text = overview(client, author, course)

    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert [(item.text, item.url) for item in read.missing if item.is_blocking] == [
        (NO_LESSON, "#outline"),
        (EMPTY_LESSON, f"{address}#panel-child-content-body-section"),
    ]
    assert_is_refused(course, author)


@pytest.mark.parametrize("text", ["", '<p data-block-key="k0001"></p>', "<p>&nbsp;</p>"])
def test_an_empty_paragraph_is_no_content(course, page, author, text):
    draft(add_module(page), LessonPage(title="A tree", slug="a-tree", body=[text_block(text)]))

    assert problems(course)["A tree"] == "This field is required."
    assert_is_refused(course, author)


def test_a_finished_course_is_submitted(course, page, author):
    draft(add_module(page), LessonPage(title="A tree", slug="a-tree", body=[text_block()]))

    submit(course, by=author)

    assert set(problems(course).values()) == {""}
    assert find_submission(course) is not None


def test_the_page_to_submit_offers_no_button_and_the_post_is_answered_in_words(
    course, author, client
):
    client.force_login(author)
    address = reverse("studio:course-publish", args=[course.pk])

    text = client.get(address).content.decode()
    answer = client.post(address, {"deed": "submit"}, follow=True).content.decode()

    assert 'value="submit"' not in text
    assert NO_LESSON in text
    assert "Something stops publication" in answer


def test_nobody_publishes_a_course_without_a_lesson(course, page, author):
    publish_course(course, by=author)

    page.refresh_from_db()
    assert not page.live
    assert not course.outlines.exists()


def test_a_live_training_is_announced_before_its_lessons_are_written(course, page, author, client):
    page.format = CourseFormat.LIVE_TRAINING
    page.save_revision()

    read, _text = overview(client, author, course)
    submit(course, by=author)

    assert read.blocking_count == 0
    assert any("There is no lesson yet" in item.text for item in read.missing)
    assert find_submission(course) is not None


def test_an_empty_draft_in_a_live_course_stops_itself_and_nothing_else(provider, author):
    course = make_course(lessons=(1,), provider=provider)
    module = ModulePage.objects.descendant_of(course_page(course)).get()
    add_lesson(module, title="Fine", live=False).save_revision()
    draft(module, LessonPage(title="Empty", slug="empty"))
    draft(course_page(course), ModulePage(title="Later", slug="later"))

    submit(course, by=author)
    publish_course(course, by=author)

    assert problems(course) == {"Empty": EMPTY_LESSON, "Later": EMPTY_MODULE}
    assert LessonPage.objects.get(title="Fine").live


def test_advice_reads_the_draft_not_what_is_live(course, page, author, client):
    page.audience = "<p>Planners.</p>"
    page.save_revision()

    read, _text = overview(client, author, course)

    assert "Nothing says yet who it is for." not in [item.text for item in read.missing]
