"""An author's session ends while they write: nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

from courses.models import Course, CoursePage, LessonPage
from tests.journeys.editor import Editor
from tests.journeys.learner import sample

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(120, func_only=True)]

KEPT = "This was saved as a draft before."
TYPED = "This was typed after the session had ended."


def test_what_is_typed_after_a_session_ended_is_saved_once_one_signed_in_again(visit):
    author = sample(visit(), "author.thinkcity@example.org")
    author.sign_in()
    course = Course.objects.filter(provider__author_group__user__email=author.email)[0]
    pages = CoursePage.objects.get(translation_key=course.key, locale__language_code="en")
    lesson = LessonPage.objects.descendant_of(pages)[0]
    author.page.goto(f"/cms/pages/{lesson.pk}/edit/")
    editor = Editor(author)
    editor.write(KEPT)
    editor.save()
    # Wagtail's "who is editing" holds the token of the session that ended, until the page is new.
    author.visitor.excuse("/cms/editing-sessions/", 403)
    author.visitor.excuse("/static/wagtailadmin/", 403)
    author.visitor.forget_session()
    editor.write(TYPED)
    author.page.get_by_role("button", name="Save draft").click()

    expect(author.page.get_by_role("alert").filter(has_text="You are signed out")).to_be_visible()
    drafted = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert KEPT in str(drafted.body)
    with author.page.expect_popup() as opened:
        author.page.get_by_role("link", name="Sign in, in a tab of its own").click()
    tab = sample(author.visitor, author.email)
    tab.page = opened.value
    tab.fill_in_sign_in()
    tab.page.wait_for_url("**/cms/courses/")
    sent = []
    author.page.on("request", lambda each: sent.append(each) if each.method == "POST" else None)
    # Pressed twice before the session was asked after: sent once.
    with author.page.expect_response(lambda each: each.request.method == "POST" and each.ok):
        author.page.evaluate(
            "() => { const form = document.querySelector('form[data-edit-form]');"
            " form.requestSubmit(); form.requestSubmit(); }"
        )
    author.page.wait_for_load_state()
    saves = [each for each in sent if each.url.endswith(f"/pages/{lesson.pk}/edit/")]
    assert len([each for each in saves if each.is_navigation_request()]) == 1

    drafted = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert KEPT in str(drafted.body)
    assert TYPED in str(drafted.body)
