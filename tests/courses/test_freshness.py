"""What changes the pages of a course writes it a new stamp."""

import importlib

import pytest
from django.apps import apps
from wagtail.models import Locale

from courses.compiling import compile_outline
from courses.models import Course, ModulePage
from tests.factories.courses import add_lesson, course_page, make_course

pytestmark = pytest.mark.django_db


def test_a_language_that_gets_another_code_renews_every_stamp():
    before = [make_course(lessons=(1,)).pages_stamp, make_course(lessons=(1,)).pages_stamp]

    language = Locale.objects.get(language_code="en")
    language.language_code = "ko"
    language.save()

    after = set(Course.objects.values_list("pages_stamp", flat=True))
    assert len(after) == 1
    assert not after & set(before)


def test_a_new_language_leaves_the_stamps():
    before = make_course(lessons=(1,)).pages_stamp

    Locale.objects.create(language_code="ne")

    assert Course.objects.get().pages_stamp == before


def test_courses_of_before_learn_which_outline_is_their_newest():
    course, other = make_course(lessons=(1,)), make_course(lessons=(1,))
    module = ModulePage.objects.descendant_of(course_page(course)).get()
    add_lesson(module, title="One more")
    newest = compile_outline(course)
    Course.objects.update(newest_outline=None)

    fill = importlib.import_module("courses.migrations.0009_fill_newest_outline").fill
    fill(apps, None)

    assert newest.number == 2
    course.refresh_from_db()
    other.refresh_from_db()
    assert course.newest_outline == newest
    assert other.newest_outline == other.outlines.get()
