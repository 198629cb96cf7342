"""How many queries each thing may cost. The list stands beside the number."""

import pytest

from courses.compiling import compile_outline
from courses.models import ModulePage
from courses.reading import lesson_page, live_lesson_keys, titles
from tests.factories.courses import course_page, make_course

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lessons", [(1,), (10, 10)])
def test_compiling_an_unchanged_course(lessons, django_assert_num_queries):
    course = make_course(lessons=lessons)

    # SAVEPOINT and RELEASE; the locked course with its path; the tree; the newest outline
    with django_assert_num_queries(5):
        compile_outline(course)


@pytest.mark.parametrize("lessons", [(1,), (10, 10)])
def test_reading_what_the_player_needs(lessons, django_assert_num_queries):
    course = make_course(lessons=lessons)
    outline = compile_outline(course).outline
    keys = [lesson.key for lesson in outline.lessons()]

    # the page with its locale
    with django_assert_num_queries(1):
        lesson_page(keys[0], language="id", source_language="en")
    # titles of all pages
    with django_assert_num_queries(1):
        titles(keys, language="id", source_language="en")
    # the tree
    with django_assert_num_queries(1):
        live_lesson_keys(course)


def test_live_lessons_stand_below_live_modules():
    course = make_course(lessons=(2, 1))
    ModulePage.objects.descendant_of(course_page(course)).order_by("path").last().unpublish()

    assert len(live_lesson_keys(course)) == 2
