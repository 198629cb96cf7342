"""What the player reads of the page tree. What that costs stands in tests/test_budgets.py."""

import pytest

from courses.models import ModulePage
from courses.reading import live_lesson_keys
from tests.factories.courses import course_page, make_course

pytestmark = pytest.mark.django_db


def test_live_lessons_stand_below_live_modules():
    course = make_course(lessons=(2, 1))
    ModulePage.objects.descendant_of(course_page(course)).order_by("path").last().unpublish()

    assert len(live_lesson_keys(course)) == 2
