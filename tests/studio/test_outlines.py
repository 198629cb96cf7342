"""The versions of a course: compared, and gone back to, as a draft like any other."""

import pytest
from django.urls import reverse

from courses import arranging
from courses.actions import arrange, find_absent, publish_course
from courses.models import LessonPage, ModulePage
from tests.factories.courses import add_lesson, course_page, make_course, make_provider
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def author(provider):
    user = User.objects.create_user("author@example.org", "a-long-password", name="Ana")
    user.groups.add(provider.author_group)
    return user


@pytest.fixture
def course(provider, author):
    """Version 1 has Lesson 1.1 to 1.3 and 2.1; version 2 lacks 1.2, has Shade, and 2.1 first."""
    course = make_course(lessons=(3, 1), provider=provider)
    take(course, arranging.take_out, "Lesson 1.2", by=author)
    take(course, arranging.put_before, "Lesson 2.1", "Lesson 1.1", by=author)
    add_lesson(ModulePage.objects.get(title="Week 1"), title="Shade", live=False).save_revision()
    publish_course(course, by=author)
    course.refresh_from_db()
    return course


def take(course, step, *titles, by):
    course.refresh_from_db()
    keys = [str(LessonPage.objects.get(title=each).translation_key) for each in titles]
    number = course.arrangement_number
    arrange(course, lambda now: step(now, *keys), number=number, by=by)


def titles(course):
    course.refresh_from_db()
    outline = course.newest_outline.outline
    return [[lesson.title for lesson in module.lessons] for module in outline.modules]


def go_back(client, course, outline, number=None):
    course.refresh_from_db()
    number = course.arrangement_number if number is None else number
    address = reverse("studio:course-outlines", args=[course.pk])
    return client.post(address, {"outline": outline, "number": number}, follow=True)


def test_two_versions_are_compared(client, author, course):
    client.force_login(author)
    address = reverse("studio:course-outlines", args=[course.pk])

    text = client.get(address, {"from": 1, "to": 2}).content.decode()

    assert titles(course) == [["Lesson 2.1", "Lesson 1.1", "Lesson 1.3", "Shade"]]
    assert "From version 1 to version 2" in text
    for change in ("Lesson added:</strong> Shade", "Lesson removed:</strong> Lesson 1.2"):
        assert change in text
    assert "Lesson moved:</strong> Lesson 2.1" in text
    assert "Ana" in text


def test_going_back_waits_for_publication_and_makes_a_new_number(client, author, course):
    client.force_login(author)

    answer = go_back(client, course, 1).content.decode()

    assert "The outline stands as in version 1." in answer
    assert "Goes with the next publication" in answer  # Shade
    assert titles(course)[0][0] == "Lesson 2.1"
    publish_course(course, by=author)
    assert titles(course) == [["Lesson 1.1", "Lesson 1.2", "Lesson 1.3"], ["Lesson 2.1"]]
    assert course.newest_outline.number == 3


def test_back_and_forth_again(client, author, course):
    client.force_login(author)
    go_back(client, course, 1)
    publish_course(course, by=author)

    go_back(client, course, 2)
    publish_course(course, by=author)

    assert titles(course) == [["Lesson 2.1", "Lesson 1.1", "Lesson 1.3", "Shade"]]


def test_what_was_deleted_or_unpublished_is_named(client, author, course):
    client.force_login(author)
    LessonPage.objects.get(title="Lesson 1.2").delete()
    LessonPage.objects.get(title="Lesson 1.3").unpublish()
    address = reverse("studio:course-outlines", args=[course.pk])

    text = client.get(address, {"from": 1, "to": 2}).content.decode()

    assert "Deleted, and does not come back: Lesson 1.2" in " ".join(text.split())
    assert "publish it with the course: Lesson 1.3" in " ".join(text.split())
    absent = find_absent(course, course.outlines.get(number=1).outline)
    assert (absent.deleted, absent.hidden) == (("Lesson 1.2",), ("Lesson 1.3",))
    go_back(client, course, 1)
    publish_course(course, by=author)
    assert titles(course) == [["Lesson 1.1"], ["Lesson 2.1"]]


def test_a_lesson_whose_old_module_is_gone_stays_in_the_course(client, author, course):
    client.force_login(author)
    ModulePage.objects.get(title="Week 2").delete()

    go_back(client, course, 1)
    publish_course(course, by=author)

    assert [set(each) for each in titles(course)] == [
        {"Lesson 1.1", "Lesson 1.2", "Lesson 1.3", "Lesson 2.1"}
    ]


def test_an_old_page_and_an_unknown_number_change_nothing(client, author, course):
    client.force_login(author)

    stale = go_back(client, course, 1, number=0)
    unknown = go_back(client, course, 99)

    assert "Somebody rearranged the course meanwhile" in stale.content.decode()
    assert unknown.status_code == 404
    course.refresh_from_db()
    assert course.arrangement is None


@pytest.mark.parametrize("asked", [{"from": "x"}, {"from": "9" * 30}, {"to": "77"}, {"p": "zz"}])
def test_strange_numbers_are_no_error(client, author, course, asked):
    client.force_login(author)

    answer = client.get(reverse("studio:course-outlines", args=[course.pk]), asked)

    assert answer.status_code == 200


def test_a_course_that_was_never_published_says_so(client, author, provider):
    course = make_course(provider=provider, is_live=False)
    client.force_login(author)

    text = client.get(reverse("studio:course-outlines", args=[course.pk])).content.decode()

    assert "never published" in text
    assert course_page(course).live is False
