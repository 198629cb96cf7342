"""Pages deleted, translated, restored, copied in the CMS: what people did is not touched by it."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from certificates.issuing import issue_certificate
from certificates.models import Certificate
from courses.actions import copy_course
from courses.models import CoursePage, LessonPage, ModulePage, ProviderPage
from learning.actions import join_waiting
from learning.refreshing import find_differences, refresh_stale
from tests.factories.courses import (
    NOW,
    course_page,
    key_of,
    make_course,
    make_course_index,
    make_provider,
    make_run,
)
from tests.factories.learning import (
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
    progress_of,
)
from tests.faults.killing import all_rows
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# All that learners' rows are made of, besides what is computed of the pages.
KEPT = (
    "courses.CourseRun",
    "courses.CourseOutline",
    "learning.Enrollment",
    "learning.ActivityResult",
    "learning.WaitingPlace",
    "quizzes.Attempt",
    "certificates.Certificate",
    "mail.Delivery",
)


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def keeper(client):
    """May do all that Wagtail knows."""
    user = User.objects.create_superuser("keeper@example.org", "a-long-password")
    client.force_login(user)
    return user


@pytest.fixture
def course():
    """In English and Korean; one half way, one with a certificate, one who waits."""
    make_course_index("ko")
    provider = make_provider()
    course = make_course(lessons=(2, 1), provider=provider)
    korea = Locale.objects.get(language_code="ko")
    for page in course_page(course).get_descendants(inclusive=True).specific():
        page.copy_for_translation(korea).save_revision().publish()
    run = make_run(course, capacity=2)
    half, done = (
        make_enrollment(run=run),
        make_enrollment(
            run=run,
            learner=make_learner(certificate_name="Ayu", certificate_name_confirmed_at=NOW),
        ),
    )
    do_lesson(half, lessons_of(half)[0])
    finish(done)
    issue_certificate(enrollment=done, at=NOW)
    join_waiting(learner=make_learner(), run=run, at=NOW)
    course.half = half
    return course


def lesson(title="Lesson 1.1", language="en"):
    return LessonPage.objects.get(title=title, locale__language_code=language)


def press(client, door, page, data=None):
    return client.post(reverse(f"wagtailadmin_pages:{door}", args=[page.pk]), data or {})


def delete_translated_lesson(client, course):
    press(client, "delete", lesson(language="ko"))
    assert not LessonPage.objects.filter(title="Lesson 1.1", locale__language_code="ko").exists()


def delete_translation(client, course):
    press(client, "delete", course_page(course, "ko"))
    assert not CoursePage.objects.filter(locale__language_code="ko").exists()


def delete_course_page(client, course):
    """The CMS refuses; what a script or an older door did is as harmless."""
    press(client, "delete", course_page(course))
    course_page(course).delete()
    assert not CoursePage.objects.filter(locale__language_code="en").exists()


def delete_provider_page(client, course):
    page = ProviderPage.objects.get(key_of(course.provider), locale__language_code="en")
    press(client, "delete", page)
    press(client, "unpublish", page, {"include_descendants": "on"})
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={page.pk}")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.post(f"{bulk}?id={page.pk}", {"include_descendants": "on"})


def delete_everything_above(client, course):
    page = ProviderPage.objects.get(key_of(course.provider), locale__language_code="en")
    for above in page.get_ancestors().filter(depth__gt=1):
        press(client, "delete", above)
        press(client, "unpublish", above, {"include_descendants": "on"})


def delete_lesson(client, course):
    press(client, "delete", lesson())
    lesson().delete()


def delete_module(client, course):
    ModulePage.objects.get(title="Week 1", locale__language_code="en").delete()


def restore_lesson(client, course):
    """Revision 1 had another title: the editor shows it, and saves and publishes it."""
    page = lesson()
    older = page.save_revision()
    page.title = "Newer"
    page.save_revision().publish()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])
    assert client.get(address).status_code == 200
    older.as_object().save_revision(previous_revision=older).publish()
    page.refresh_from_db()
    assert page.title == "Lesson 1.1"


def restore_course_page(client, course):
    page = course_page(course)
    older = page.save_revision()
    page.summary = "Newer"
    page.save_revision().publish()
    older.publish()
    page.refresh_from_db()
    assert page.summary == "How a street is read."


def copy_of_course(client, course):
    """By the studio's own page, to which Wagtail's way leads."""
    titles = {"en": "Another course", "ko": "다른 강좌"}
    keeper = User.objects.filter(is_superuser=True)[0]
    copy_course(
        course=course,
        titles=titles,
        slug="another-course",
        runs=[],
        starts_on=None,
        token=uuid4(),
        by=keeper,
    )
    assert CoursePage.objects.filter(title="Another course", alias_of=None).exists()


def alias_course(client, course):
    """By no door of the CMS; a script may."""
    page = course_page(course)
    page.create_alias(update_slug="an-alias", recursive=True)
    page.title = "Changed, and mirrored"
    page.save_revision().publish()


def alias_lesson(client, course):
    lesson().create_alias(update_slug="an-alias")


def unpublish_lesson(client, course):
    lesson().unpublish()


def move_lesson_elsewhere(client, course):
    page = lesson()
    other = make_course(lessons=(), provider=course.provider)
    module = course_page(other).add_child(instance=ModulePage(title="Other", slug="other"))
    page.move(module, pos="last-child")


@pytest.mark.parametrize(
    "deed",
    [
        delete_translated_lesson,
        delete_translation,
        delete_course_page,
        delete_provider_page,
        delete_everything_above,
        delete_lesson,
        delete_module,
        restore_lesson,
        restore_course_page,
        copy_of_course,
        alias_course,
        alias_lesson,
        unpublish_lesson,
        move_lesson_elsewhere,
    ],
)
def test_whatever_happens_to_pages_no_row_of_a_learner_changes(client, keeper, course, deed):
    before, percent = all_rows(*KEPT), progress_of(course.half).percent

    deed(client, course)

    # Another course may have got an outline of its own.
    for label, rows in all_rows(*KEPT).items():
        assert rows[: len(before[label])] == before[label], label
        assert len(rows) == len(before[label]) or label == "courses.CourseOutline"
    refresh_stale(at=timezone.now())
    assert list(find_differences()) == []
    course.half.refresh_from_db()
    assert (course.half.percent >= percent, course.half.completed_at) == (True, None)
    assert Certificate.objects.current().count() == 1
    client.force_login(course.half.learner)
    for path in ("", "progress/"):
        answer = client.get(f"/en/learn/{course.half.run.slug}/{path}", follow=True)
        assert answer.status_code == 200, path
