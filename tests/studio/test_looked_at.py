"""What is published is what was looked at: a draft that changed meanwhile stops everything."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.urls import reverse
from wagtail.models import WorkflowState

from courses.actions import Audience, publish_course
from courses.drafts import DraftsChanged, find_drafts
from courses.models import CourseOutline, LessonPage, ModulePage
from courses.rights import ensure_staff_rights
from studio.moderation import approve, find_submission, submit
from tests.factories.courses import add_lesson, course_page, make_course, marks
from tests.studio.forms import shown
from users.models import User
from users.roles import REVIEWER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
together = pytest.mark.django_db(transaction=True)

LOOK = "changed since you looked"


@pytest.fixture
def course():
    return make_course(lessons=(1,))


@pytest.fixture
def author(course):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(course.provider.author_group)
    return user


@pytest.fixture
def reviewer(course, client):
    ensure_staff_rights()
    user = User.objects.create_user("reviewer@example.org", "a-long-password")
    user.groups.add(Group.objects.get(name=REVIEWER))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.fixture
def address(course):
    return reverse("studio:course-publish", args=[course.pk])


def add_draft(course, title):
    module = ModulePage.objects.descendant_of(course_page(course)).first()
    lesson = add_lesson(module, title=title, live=False)
    lesson.save_revision()
    return lesson


def lesson(course):
    return LessonPage.objects.descendant_of(course_page(course)).order_by("path").first()


def rewrite(page, title):
    page.title = title
    return page.save_revision()


def is_untouched(course):
    return (
        CourseOutline.objects.filter(course=course).count() == 1
        and not LessonPage.objects.filter(title__startswith="Draft", live=True).exists()
    )


def test_an_approval_publishes_nothing_that_changed_since_the_page_was_shown(
    course, author, reviewer, client, address
):
    page = add_draft(course, "Draft one")
    add_draft(course, "Draft two")
    submit(course, by=author)
    looked = shown(client.get(address))
    rewrite(page, "Draft one, rewritten")

    response = client.post(address, looked)

    text = response.content.decode()
    assert LOOK in text
    assert text.count("studio-tag--warn") == 1
    assert is_untouched(course)
    assert find_submission(course) is not None
    client.post(address, shown(response))
    assert LessonPage.objects.get(pk=page.pk).title == "Draft one, rewritten"
    assert find_submission(course) is None


def test_a_draft_that_came_during_the_review_is_not_approved_with_the_others(
    course, author, reviewer, client, address
):
    add_draft(course, "Draft one")
    submit(course, by=author)
    looked = shown(client.get(address))
    add_draft(course, "Draft two")

    text = client.post(address, looked).content.decode()

    assert LOOK in text
    assert is_untouched(course)


def test_what_wagtail_saves_by_itself_into_the_same_revision_counts_as_changed(course, reviewer):
    page = lesson(course)
    revision = rewrite(page, "Draft")
    seen = marks(course)
    page.title = "Draft, typed on"
    page.save_revision(overwrite_revision=revision)

    with pytest.raises(DraftsChanged):
        publish_course(course, by=reviewer, seen=seen)

    assert LessonPage.objects.get(pk=page.pk).title == "Lesson 1.1"


def test_who_publishes_without_a_review_publishes_what_they_saw(course, reviewer, client, address):
    page = add_draft(course, "Draft one")
    looked = shown(client.get(address))
    rewrite(page, "Draft one, rewritten")

    text = client.post(address, looked).content.decode()

    assert LOOK in text
    assert is_untouched(course)


def test_a_draft_that_was_not_ticked_may_change(course, reviewer, client, address):
    page, other = add_draft(course, "Draft one"), add_draft(course, "Draft two")
    looked = {**shown(client.get(address)), "pages": [str(page.pk)]}
    rewrite(other, "Draft two, rewritten")

    assert client.post(address, looked).status_code == 302

    assert LessonPage.objects.get(pk=page.pk).live
    assert not LessonPage.objects.get(pk=other.pk).live


def test_a_draft_that_is_no_longer_ready_stops_the_others_and_is_said(
    course, reviewer, client, address
):
    page = add_draft(course, "Draft one")
    add_draft(course, "Draft two")
    looked = shown(client.get(address))
    page.body = []
    page.save_revision()

    text = client.post(address, looked).content.decode()

    assert LOOK in text
    assert "There is nothing in this lesson yet" in text
    assert is_untouched(course)


def test_a_form_that_saw_nothing_publishes_nothing(course, reviewer, client, address):
    page = add_draft(course, "Draft one")

    text = client.post(
        address, {"deed": "publish", "audience": "EVERYBODY", "pages": [str(page.pk)]}
    ).content.decode()

    assert LOOK in text
    assert is_untouched(course)


def test_a_second_click_says_that_the_course_was_published(course, reviewer, client, address):
    add_draft(course, "Draft one")
    looked = shown(client.get(address))

    client.post(address, looked)
    second = client.post(address, looked, follow=True)

    assert "The course was published." in second.content.decode()
    assert CourseOutline.objects.filter(course=course).count() == 2


def test_what_was_submitted_after_the_page_was_shown_is_not_published_past_the_review(
    course, author, reviewer, client, address
):
    add_draft(course, "Draft one")
    looked = shown(client.get(address))
    submit(course, by=author)

    text = client.post(address, looked).content.decode()

    assert LOOK in text
    assert is_untouched(course)
    assert find_submission(course) is not None


def test_wagtails_own_form_decides_no_course(course, author, client):
    admin = User.objects.create_superuser("admin@example.org", "a-long-password")
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    add_draft(course, "Draft one")
    submit(course, by=author)
    page, state = course_page(course), find_submission(course)

    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {}
    )

    assert "Review the course" in editor
    assert "Approve" not in editor
    assert is_untouched(course)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


@together
def test_a_draft_saved_while_it_is_approved_stays_a_draft(course, author, reviewer):
    """On SQLite one writes at a time; on PostgreSQL the locks on the drafts do it."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    page = add_draft(course, "Draft one")
    submit(course, by=author)
    seen = marks(course)

    def save():
        try:
            rewrite(LessonPage.objects.get(pk=page.pk), "Draft one, too late")
        finally:
            connection.close()

    late = threading.Thread(target=save)
    with transaction.atomic():
        assert approve(course, by=reviewer, audience=Audience.EVERYBODY, seen=seen)
        late.start()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
    late.join()

    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Draft one")
    assert [draft.drafted.title for draft in find_drafts(course)] == ["Draft one, too late"]
