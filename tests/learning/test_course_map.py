"""What is kept of a course's pages is as fresh as if it were read each time."""

import pytest
from django.db import transaction
from wagtail.models import Locale

from courses.compiling import compile_outline
from courses.models import LessonPage, ModulePage
from learning.models import Enrollment
from learning.standing import read_standing
from tests.factories.courses import course_page, make_course, make_course_index
from tests.factories.learning import lessons_of, make_enrollment

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def enrollment():
    return make_enrollment()


@pytest.fixture
def lesson(enrollment):
    """The page of the first lesson, whose course has been looked at once."""
    course_map(enrollment)
    return LessonPage.objects.get(translation_key=lessons_of(enrollment)[0].key)


def course_map(enrollment, language="en"):
    fresh = Enrollment.objects.with_outline().get(pk=enrollment.pk)
    return read_standing(fresh, language=language).course_map


def test_looking_again_asks_only_for_the_facts(enrollment, lesson, django_assert_num_queries):
    fresh = Enrollment.objects.with_outline().get(pk=enrollment.pk)

    with django_assert_num_queries(1):
        read_standing(fresh, language="en")


def test_a_new_title_is_seen_at_once(enrollment, lesson):
    lesson.title = "Another name"
    lesson.save_revision().publish()

    assert course_map(enrollment).titles[str(lesson.translation_key)] == ("Another name", "en")


def test_an_unpublished_lesson_is_closed_at_once(enrollment, lesson):
    lesson.unpublish()

    assert not course_map(enrollment).is_live(str(lesson.translation_key))


def test_a_lesson_below_an_unpublished_module_is_closed_at_once(enrollment, lesson):
    lesson.get_parent().specific.unpublish()

    assert not course_map(enrollment).is_live(str(lesson.translation_key))


def test_a_deleted_lesson_is_closed_at_once(enrollment, lesson):
    lesson.delete()

    assert not course_map(enrollment).is_live(str(lesson.translation_key))


def test_a_translation_is_offered_at_once(enrollment, lesson):
    make_course_index("id")
    indonesian = Locale.objects.get(language_code="id")
    key = str(lesson.translation_key)
    before = course_map(enrollment, "id")

    page = lesson.copy_for_translation(indonesian, copy_parents=True)
    page.title = "Nama lain"
    page.save_revision().publish()

    after = course_map(enrollment, "id")
    assert before.languages[key] == {"en"}
    assert after.languages[key] == {"en", "id"}
    assert after.titles[key] == ("Nama lain", "id")


def test_a_change_that_is_undone_leaves_nothing_behind(enrollment, lesson):
    def publish(title):
        page = LessonPage.objects.get(pk=lesson.pk)
        page.title = title
        page.save_revision().publish()
        return course_map(enrollment).titles[str(page.translation_key)][0]

    with transaction.atomic():
        assert publish("Never seen") == "Never seen"
        compile_outline(enrollment.run.course)
        course_map(enrollment)
        transaction.set_rollback(True)

    assert course_map(enrollment).titles[str(lesson.translation_key)][0] != "Never seen"
    assert publish("Seen") == "Seen"


def test_the_page_of_the_course_counts_too(enrollment, lesson):
    page = course_page(enrollment.run.course)
    page.title = "A better title"
    page.save_revision().publish()

    assert course_map(enrollment).title(str(page.translation_key), "") == "A better title"


def test_a_lesson_that_moved_to_another_course_closes_there_for_both(enrollment, lesson):
    other = course_page(make_course(lessons=(1,), title="Other"))
    lesson.slug = "guest"
    lesson.save_revision().publish()
    lesson.move(ModulePage.objects.descendant_of(other).get(), pos="last-child")
    assert course_map(enrollment).is_live(str(lesson.translation_key))

    LessonPage.objects.get(pk=lesson.pk).unpublish()

    assert not course_map(enrollment).is_live(str(lesson.translation_key))


def test_a_page_that_mirrors_another_is_offered_at_once(enrollment, lesson):
    make_course_index("id")
    indonesian = Locale.objects.get(language_code="id")

    lesson.copy_for_translation(indonesian, copy_parents=True, alias=True)

    assert "id" in course_map(enrollment).languages[str(lesson.translation_key)]
