"""Public pages are the same for everybody, can be kept, and say what there is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import CourseIndexPage, CoursePage, CourseRun, LessonPage, ProviderPage
from sdgs.models import Goal
from tests.factories.courses import course_page, make_course, make_provider, make_run
from tests.factories.live import session_block
from tests.kept import forget_pages
from tests.live.arranging import announce

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal():
    return Goal.objects.create(number=11, title="Cities", short_title="Sustainable Cities")


@pytest.fixture
def course(goal):
    course = make_course(lessons=(2, 1), title="Reading a street", duration="3 weeks")
    page = course_page(course)
    page.goals.add(goal)
    page.save()
    now = timezone.now()
    make_run(
        course,
        opens_at=now - timedelta(days=1),
        starts_at=now + timedelta(days=9),
        ends_at=now + timedelta(days=30),
        slug="street-2027",
    )
    return course


def addresses():
    return [
        CourseIndexPage.objects.get().url,
        ProviderPage.objects.first().url,
        CoursePage.objects.first().url,
    ]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_public_page_sets_no_cookie_and_costs_nothing_the_second_time(
    course, client, number, django_assert_num_queries
):
    address = addresses()[number]

    first = client.get(address)

    assert first.status_code == 200
    assert not first.cookies
    assert "cookie" not in first.get("Vary", "").lower()
    assert b"csrf" not in first.content
    with django_assert_num_queries(0):
        second = client.get(address)
    assert second.content == first.content


def test_a_course_page_shows_its_syllabus_and_dates(course, client):
    text = client.get(course_page(course).url).content.decode()

    assert "Reading a street" in text
    assert "Lesson 1.2" in text
    assert "Enrollment open" in text
    assert "Sustainable Cities" in text
    assert "/en/learn/street-2027/enroll" in text or "Enroll" in text


def test_a_course_page_promises_only_what_the_course_has(client):
    with_check, without = make_course(lessons=(1,)), make_course(lessons=(1,), checks=False)

    pages = [client.get(course_page(each).url).content.decode() for each in (with_check, without)]

    for text in pages:
        assert "Lessons that you read at your own pace<" in text
        assert "any of the languages" not in text
    assert ["Knowledge checks that say why" in text for text in pages] == [True, False]


def test_a_course_of_live_sessions_alone_promises_no_reading_at_ones_own_pace(client):
    course = make_course(lessons=(1,), checks=False)
    announce(course, session_block())

    text = client.get(course_page(course).url).content.decode()

    assert "Live sessions, with a reminder before each" in text
    assert "at your own pace" not in text


@pytest.mark.parametrize("model", ["module", "lesson"])
def test_the_address_of_a_lesson_leads_to_its_course(course, client, model):
    lesson = LessonPage.objects.first()
    page = lesson if model == "lesson" else lesson.get_parent()

    response = client.get(page.url)

    assert response.status_code == 302
    assert response.url == course_page(course).url


def test_a_lesson_of_an_unpublished_course_is_nowhere(course, client):
    lesson = LessonPage.objects.first()
    course_page(course).unpublish()

    assert client.get(lesson.url).status_code == 404


def test_an_archived_run_is_not_shown(course, client):
    CourseRun.objects.update(archived_at=timezone.now())

    text = client.get(course_page(course).url).content.decode()

    assert "No run is planned yet" in text


def catalogue(client, query=""):
    return client.get(CourseIndexPage.objects.get().url + query).context["catalogue"]


def titles(catalogue):
    return [card.title for card in catalogue.cards]


def test_the_catalogue_filters_by_goal_format_and_words(course, client):
    other = make_course(title="A webinar", format="WEBINAR")

    assert titles(catalogue(client, "?goal=11")) == ["Reading a street"]
    assert titles(catalogue(client, "?format=webinar")) == ["A webinar"]
    assert titles(catalogue(client, "?q=STREET+reading")) == ["Reading a street"]
    assert titles(catalogue(client, "?format=webinar&goal=11")) == []
    assert other.title in titles(catalogue(client))


def test_a_filter_says_how_many_it_would_leave(course, client):
    make_course(title="A webinar", format="WEBINAR")

    found = catalogue(client, "?goal=11")

    formats = next(group for group in found.groups if group.name == "format")
    counts = {choice.value: choice.count for choice in formats.choices}
    assert counts["self_paced"] == 1
    assert counts["webinar"] == 0
    assert next(c for c in formats.choices if c.value == "webinar").is_disabled


@pytest.mark.parametrize("query", ["?goal=99", "?goal=x", "?sort=%00", "?q=" + "a" * 500, "?x=y"])
def test_an_unknown_filter_is_left_aside(course, client, query):
    assert client.get(CourseIndexPage.objects.get().url + query).status_code == 200


def test_a_course_without_translation_stands_in_the_catalogue_in_its_own_language(course, client):
    from tests.factories.courses import make_course_index

    index = make_course_index("id")

    cards = client.get(index.url).context["catalogue"].cards

    assert [card.language for card in cards] == ["en"]


@pytest.mark.parametrize("count", [1, 12])
def test_the_catalogue_costs_the_same_for_one_course_and_for_many(
    course, client, count, django_assert_num_queries
):
    provider = make_provider()
    for number in range(count):
        page = course_page(make_course(provider=provider, lessons=(1,), title=f"C {number}"))
        page.goals.add(Goal.objects.get())
        page.save()
    address = CourseIndexPage.objects.get().url
    client.get(address)
    forget_pages()

    # site, route (2), page type, restrictions, locale; courses, runs, languages, restrictions,
    # pages with covers, goals, themes, renditions; the page's languages; and once a minute for
    # all pages the menu: catalogue, plain pages, the newsletter's archive and lists (where sites
    # begin is asked once a request)
    with django_assert_num_queries(19):
        client.get(address)
