"""Two authors at one thing: the second learns of the newer version, and nothing typed is lost.

The order: tests/courses/test_order_is_a_draft.py, a publication: tests/studio/test_planning.py.
"""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import LessonPage
from tests.factories.courses import course_page, make_course, make_run
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1, 1), checks=False))


@pytest.fixture
def course(run):
    return run.course


def sign_in(course):
    author, client = make_learner(), Client()
    author.groups.add(course.provider.author_group)
    client.force_login(author)
    return client


@pytest.fixture
def first(course):
    return sign_in(course)


@pytest.fixture
def second(course):
    return sign_in(course)


@pytest.fixture
def lesson(course):
    lesson = LessonPage.objects.descendant_of(course_page(course)).first()
    lesson.save_revision()
    return lesson


def save(client, lesson, title, *, opened, **headers):
    """The form as it was opened with this revision, with this title."""
    data = {
        "title": title,
        "slug": lesson.slug,
        "minutes": "12",
        "is_required": "on",
        "loaded_revision_id": opened.pk,
        "loaded_revision_created_at": opened.created_at.isoformat(),
        **nested_form_data({"body": streamfield([])}),
    }
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    return client.post(address, data, headers=headers)


def newest(lesson):
    return LessonPage.objects.get(pk=lesson.pk).latest_revision


def test_what_saves_itself_is_refused_where_somebody_saved_meanwhile(first, second, lesson):
    opened = newest(lesson)
    save(first, lesson, "By the first", opened=opened, **JSON)

    answer = save(second, lesson, "By the second", opened=opened, **JSON)

    assert answer.status_code == 400
    assert "newer version" in answer.json()["error_message"]
    assert newest(lesson).as_object().title == "By the first"


def test_whoever_saves_all_the_same_leaves_the_other_s_text_in_the_history(first, second, lesson):
    opened = newest(lesson)
    save(first, lesson, "By the first", opened=opened)

    save(second, lesson, "By the second", opened=opened)

    titles = [each.as_object().title for each in lesson.revisions.order_by("pk")]
    assert titles[-2:] == ["By the first", "By the second"]


def seen_in(answer):
    return BeautifulSoup(answer.content, "html.parser").select_one("[name=seen]")["value"]


def choose(client, run, release, seen):
    address = reverse("studio:run-release", args=[run.pk])
    return client.post(address, {"release": release, "seen": seen}, follow=True)


def test_of_two_who_set_when_modules_open_the_second_is_asked(first, second, run):
    address = reverse("studio:run-release", args=[run.pk])
    seen = seen_in(first.get(address))
    choose(first, run, "WEEKLY_RUN", seen)

    answer = choose(second, run, "AFTER_PREVIOUS", seen)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "somebody else changed this while you wrote" in text
    form = BeautifulSoup(text, "html.parser")
    assert form.select_one("[name=release][checked]")["value"] == "AFTER_PREVIOUS"
    run.refresh_from_db()
    assert run.release == "WEEKLY_RUN"

    choose(second, run, "AFTER_PREVIOUS", seen_in(answer))

    run.refresh_from_db()
    assert run.release == "AFTER_PREVIOUS"


def test_two_who_want_the_same_are_both_told_that_it_is_saved(first, second, run):
    seen = seen_in(first.get(reverse("studio:run-release", args=[run.pk])))
    choose(first, run, "WEEKLY_RUN", seen)

    answer = choose(second, run, "WEEKLY_RUN", seen)

    assert "Saved." in answer.content.decode()


def test_of_two_who_set_prerequisites_the_second_is_asked(first, second, run):
    before = make_course(lessons=(1,), title="Before")
    other = make_course(lessons=(1,), title="Other")
    address = reverse("studio:run-needs", args=[run.pk])
    seen = seen_in(first.get(address))
    first.post(address, {"courses": [str(before.key)], "seen": seen})

    answer = second.post(address, {"courses": [str(other.key)], "seen": seen})

    assert answer.status_code == 422
    run.refresh_from_db()
    assert run.prerequisites == {"courses": [str(before.key)]}
