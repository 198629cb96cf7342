"""A course is prepared for translation as a whole, from its overview."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from studio.translating import prepare_translation
from tests.factories.courses import course_page, make_course
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course(lessons=(2,))


@pytest.fixture
def indonesian(course):
    """A catalogue in Indonesian was published: so every provider has a page there, with rights."""
    locale = Locale.objects.get_or_create(language_code="id")[0]
    source = CourseIndexPage.objects.first()
    index = CourseIndexPage(
        title="Kursus", slug="kursus", locale=locale, translation_key=source.translation_key
    )
    Page.objects.get(depth=1).add_child(instance=index)
    index.save_revision().publish()
    return locale


@pytest.fixture
def author(course, client):
    author = make_learner()
    author.groups.add(course.provider.author_group)
    client.force_login(author)
    return author


def address(course):
    return reverse("studio:course-translate", args=[course.pk])


def in_indonesian(model, indonesian):
    return model.objects.filter(locale=indonesian, alias_of=None)


def test_the_overview_leads_there_and_one_click_prepares_the_whole_course(
    course, author, indonesian, client
):
    overview = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()
    assert address(course) in overview
    assert "4 pages to translate." in client.get(address(course)).content.decode()

    page = client.post(address(course), {"language": "id"}, follow=True).content.decode()

    assert "4 pages can be translated now." in page
    assert "All pages are there." in page
    made = in_indonesian(CoursePage, indonesian).get()
    assert reverse("wagtailadmin_pages:edit", args=[made.pk]) in page
    assert not made.live
    assert in_indonesian(ModulePage, indonesian).count() == 1
    assert in_indonesian(LessonPage, indonesian).count() == 2


def test_twice_makes_nothing_twice(course, author, indonesian, client):
    client.post(address(course), {"language": "id"})
    before = Page.objects.count()

    assert prepare_translation(course=course, languages=[indonesian], by=author) == 0
    assert Page.objects.count() == before


def test_a_lesson_taken_out_is_not_translated(course, author, indonesian):
    lesson = LessonPage.objects.descendant_of(course_page(course)).last()
    course.retired_keys = [str(lesson.translation_key)]
    course.save()

    assert prepare_translation(course=course, languages=[indonesian], by=author) == 3
    assert not lesson.has_translation(indonesian)


def test_where_the_provider_has_no_page_it_says_so(course, author, client):
    Locale.objects.get_or_create(language_code="ko")

    page = client.post(address(course), {"language": "ko"})

    assert page.status_code == 422
    text = page.content.decode()
    assert "Choose a language." in text
    assert "The provider has no page in this language yet" in text
    assert not CoursePage.objects.filter(locale__language_code="ko").exists()


def test_whoever_edits_another_providers_courses_finds_nothing(course, client):
    other = make_course(lessons=()).provider
    stranger = make_learner()
    stranger.groups.add(other.author_group)
    client.force_login(stranger)

    assert client.get(address(course)).status_code == 404


def test_the_editor_of_translations_speaks_our_words_and_leads_back(
    course, author, indonesian, client
):
    prepare_translation(course=course, languages=[indonesian], by=author)
    page = in_indonesian(LessonPage, indonesian).first()

    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    found = re.search(r'<script id="translation-words" type="application/json">(.*?)<', edit)
    handed = json.loads(found.group(1))
    assert handed["overview"] == reverse("studio:course-overview", args=[course.pk])
    assert handed["words"]["Convert to alias page"] == "Back to the course overview"
