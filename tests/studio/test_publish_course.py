"""Publish course: one submission, one approval, one number; the author sees whom it reaches."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.actions import Audience, publish_course
from courses.drafts import find_drafts
from courses.models import CourseOutline, CourseRun, LessonPage, ModulePage
from courses.rights import ensure_staff_rights
from learning.models import Enrollment
from studio.moderation import find_submission, submit
from studio.publication import ChangeKind, rehearse
from studio.wagtail_hooks import WAGTAILS_WAYS
from tests.factories.courses import (
    add_lesson,
    check_block,
    course_page,
    make_course,
    make_course_index,
    make_provider,
    make_run,
    text_block,
)
from tests.studio.forms import shown
from users.models import User
from users.roles import REVIEWER

pytestmark = pytest.mark.django_db


def person(email, *groups):
    user = User.objects.create_user(email, "a-long-password")
    user.groups.add(*groups)
    return user


@pytest.fixture
def course():
    return make_course(lessons=(2, 1))


@pytest.fixture
def run(course):
    now = timezone.now()
    return make_run(
        course,
        opens_at=now - timedelta(days=3),
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
    )


@pytest.fixture
def author(course):
    return person("author@example.org", course.provider.author_group)


@pytest.fixture
def reviewer(course):
    ensure_staff_rights()
    return person("reviewer@example.org", Group.objects.get(name=REVIEWER))


@pytest.fixture
def learner(run):
    learner = person("learner@example.org")
    Enrollment.objects.create(
        learner=learner, run=run, enrolled_at=timezone.now(), rule=run.course.completion_rule
    )
    return learner


def module_of(course, position=0):
    return ModulePage.objects.descendant_of(course_page(course)).order_by("path")[position]


def add_draft(course, title="One more"):
    return draft_of(add_lesson(module_of(course), title=title, live=False))


def draft_of(page):
    page.save_revision()
    return page


def edit(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def first_lesson(course):
    return LessonPage.objects.descendant_of(course_page(course)).order_by("path").first()


def test_all_drafts_are_published_and_one_number_is_made(course, author):
    add_draft(course, "One more")
    edit(first_lesson(course), minutes=44)

    outline = publish_course(course, by=author)

    assert outline.number == 2
    assert CourseOutline.objects.filter(course=course).count() == 2
    assert not LessonPage.objects.filter(has_unpublished_changes=True).exists()


def test_publishing_twice_changes_nothing(course, author):
    add_draft(course)

    first = publish_course(course, by=author)

    assert publish_course(course, by=author) == first


def test_a_draft_with_a_problem_stays_a_draft_and_stops_no_other(course, author):
    wrong = check_block()
    wrong["value"]["questions"][0]["value"]["options"][0]["value"]["is_right"] = False
    broken = edit(add_draft(course, "Broken"), body=[wrong])
    add_draft(course, "Fine")

    publish_course(course, by=author)

    assert not LessonPage.objects.get(pk=broken.pk).live
    assert LessonPage.objects.get(title="Fine").live


def test_for_everybody_lets_running_runs_follow_the_new_outline(course, run, author):
    CourseRun.objects.update(pinned_outline=CourseOutline.objects.get())
    add_draft(course)

    publish_course(course, by=author, audience=Audience.EVERYBODY)

    run.refresh_from_db()
    assert run.pinned_outline is None


def test_from_the_next_run_on_pins_what_is_open_or_running(course, run, author):
    later = make_run(
        course, opens_at=timezone.now() + timedelta(days=60), starts_at=None, ends_at=None
    )
    add_draft(course)

    publish_course(course, by=author, audience=Audience.NEXT_RUN)

    run.refresh_from_db()
    later.refresh_from_db()
    assert run.pinned_outline.number == 1
    assert later.pinned_outline is None


def test_a_rehearsal_names_each_change_and_keeps_none(course):
    first = first_lesson(course)
    add_draft(course, "New")
    edit(first, body=[text_block(), check_block()])
    LessonPage.objects.get(title="Lesson 2.1").unpublish()

    publication = rehearse(course, find_drafts(course))

    kinds = {(change.kind, change.title) for change in publication.changes}
    assert kinds == {
        (ChangeKind.ADDED, "New"),
        (ChangeKind.CHECKS, "Lesson 1.1"),
        (ChangeKind.REMOVED, "Lesson 2.1"),
    }
    assert CourseOutline.objects.filter(course=course).count() == 1
    assert not LessonPage.objects.get(title="New").live


def test_a_moved_lesson_is_named(course):
    first_lesson(course).move(module_of(course, 1), pos="last-child")

    publication = rehearse(course, find_drafts(course))

    assert (ChangeKind.MOVED, "Lesson 1.1") in {(c.kind, c.title) for c in publication.changes}


def test_what_steps_aside_for_a_moved_lesson_is_not_named():
    course = make_course(lessons=(5,))
    first_lesson(course).move(module_of(course), pos="last-child")

    publication = rehearse(course, find_drafts(course))

    assert [(c.kind, c.title) for c in publication.changes] == [(ChangeKind.MOVED, "Lesson 1.1")]


def test_a_lesson_moved_to_another_module_is_named_alone():
    course = make_course(lessons=(2, 1))
    lesson = LessonPage.objects.get(title="Lesson 1.2")
    lesson.move(module_of(course, 1), pos="last-child")

    publication = rehearse(course, find_drafts(course))

    assert [(c.kind, c.title) for c in publication.changes] == [(ChangeKind.MOVED, "Lesson 1.2")]


def test_the_page_says_how_many_people_a_change_affects(course, run, learner, reviewer, client):
    add_draft(course)
    client.force_login(reviewer)

    text = client.get(reverse("studio:course-publish", args=[course.pk])).content.decode()

    assert "1 of 1 has to do one more lesson." in text
    assert "Lesson added" in text


def test_an_author_submits_and_a_reviewer_approves_once(course, author, reviewer, client):
    add_draft(course)
    address = reverse("studio:course-publish", args=[course.pk])

    client.force_login(author)
    client.post(address, {"deed": "submit"})
    client.post(address, {"deed": "submit"})
    assert find_submission(course) is not None
    client.force_login(reviewer)
    response = client.post(address, shown(client.get(address)))

    assert response.status_code == 302
    assert find_submission(course) is None
    assert CourseOutline.objects.filter(course=course).count() == 2
    assert LessonPage.objects.get(title="One more").live


def test_a_reviewer_asks_for_changes_and_must_say_which(course, author, reviewer, client):
    add_draft(course)
    submit(course, by=author)
    address = reverse("studio:course-publish", args=[course.pk])
    client.force_login(reviewer)

    refused = client.post(address, {"deed": "send_back", "comment": " "})
    assert refused.context["send_back_form"].errors["comment"]
    client.post(address, {"deed": "send_back", "comment": "The drawing has no text."})

    assert find_submission(course) is None
    assert not LessonPage.objects.get(title="One more").live
    submit(course, by=author)
    assert find_submission(course) is not None


def test_an_author_cannot_publish(course, author, client):
    add_draft(course)
    client.force_login(author)

    client.post(
        reverse("studio:course-publish", args=[course.pk]),
        {"deed": "publish", "audience": "EVERYBODY"},
    )

    assert not LessonPage.objects.get(title="One more").live


def test_publishing_one_lesson_of_a_running_course_leads_to_publish_course(course, learner, client):
    admin = User.objects.create_superuser("admin@example.org", "a-long-password")
    client.force_login(admin)
    lesson = first_lesson(course)

    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        edit_form(lesson, **{"action-publish": "1"}),
    )

    assert response.status_code == 302, response.context["form"].errors
    assert response.url == reverse("studio:course-publish", args=[course.pk])
    lesson.refresh_from_db()
    assert lesson.title == "Lesson 1.1"
    assert lesson.has_unpublished_changes


@pytest.mark.parametrize("name", ["course-overview", "course-publish"])
def test_another_providers_author_finds_no_course(course, client, name):
    other = person("other@example.org", make_course(lessons=(1,)).provider.author_group)
    client.force_login(other)

    response = client.get(reverse(f"studio:{name}", args=[course.pk]), follow=True)

    assert response.status_code == 404


def test_the_overview_shows_states_runs_and_what_is_missing(course, run, learner, author, client):
    add_draft(course)
    client.force_login(author)

    text = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()

    assert "1 page not published" in text
    assert "Lesson 1.1" in text
    assert "No goal is chosen" in text
    assert str(run) in text


def test_the_home_of_the_cms_says_what_waits(course, author, reviewer, client):
    add_draft(course)
    client.force_login(author)
    assert "What waits for you" in client.get(reverse("wagtailadmin_home")).content.decode()

    submit(course, by=author)
    client.force_login(reviewer)
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "What waits for you" in text
    assert reverse("studio:course-publish", args=[course.pk]) in text


def edit_form(page, **deed):
    return nested_form_data(
        {
            "title": "A new title",
            "slug": page.slug,
            "minutes": "12",
            "is_required": "on",
            "body": streamfield([]),
            **deed,
        }
    )


@pytest.mark.parametrize("deed", WAGTAILS_WAYS)
def test_a_form_made_by_hand_that_submits_a_lesson_saves_a_draft(course, author, client, deed):
    client.force_login(author)
    lesson = first_lesson(course)

    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]), edit_form(lesson, **{deed: "1"})
    )

    assert response.status_code == 302
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().title == "A new title"
    assert not WorkflowState.objects.exists()


def test_lessons_are_not_submitted_alone(course):
    assert first_lesson(course).get_workflow() is None
    assert course_page(course).get_workflow() is not None


def test_a_new_author_finds_where_to_make_the_first_course(client):
    make_course_index("id")
    provider = make_provider("Think City")
    client.force_login(person("first@example.org", provider.author_group))

    home = client.get(reverse("wagtailadmin_home")).content.decode()
    courses = client.get(reverse("studio:course-list")).content.decode()
    form = client.get(reverse("studio:course-new")).context["form"]

    assert reverse("studio:course-list") in home
    assert reverse("studio:course-new") in courses
    assert form.only_provider == "Think City"
    assert len(form.fields["language"].choices) == 2


def test_a_new_course_is_offered_for_ones_own_providers_alone(course, author, client):
    other = make_course(lessons=(1,)).provider
    client.force_login(author)

    text = client.get(reverse("studio:course-new")).content.decode()

    assert course.provider.name in text
    assert other.name not in text


def test_the_overview_leads_to_the_next_module_and_lesson(course, author, client):
    client.force_login(author)
    page, module = course_page(course), module_of(course)

    text = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()

    for model, parent in (("modulepage", page), ("lessonpage", module)):
        address = reverse("wagtailadmin_pages:add", args=["courses", model, parent.pk])
        assert address in text
        assert client.get(address).status_code == 200


def test_what_stops_a_draft_is_said_with_the_name_of_its_field(course, author):
    page = course_page(course)
    page.summary = ""
    page.save_revision(clean=False)

    [draft] = find_drafts(course)

    assert draft.problem == "Summary: This field cannot be blank."
