"""An author works on the courses of one provider and finds no way into another's."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.models import Course, CoursePage, LessonPage
from tests.journeys.learner import sample

pytestmark = [pytest.mark.both_databases, pytest.mark.long]


def test_an_author_opens_their_own_course_and_not_another_providers(visit):
    author = sample(visit(), "author.thinkcity@example.org")
    author.sign_in()
    own, other = (
        CoursePage.objects.get(slug=slug, locale__language_code="en")
        for slug in ("urban-safety-inclusive-spaces", "sustainable-tourism")
    )
    course = Course.objects.get(key=other.translation_key)
    lesson = LessonPage.objects.descendant_of(other).first()

    author.page.goto(reverse("wagtailadmin_pages:edit", args=[own.pk]))
    expect(author.page.get_by_role("textbox", name="Title").first).to_have_value(own.title)

    for address in (
        reverse("wagtailadmin_pages:edit", args=[other.pk]),
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("studio:course-overview", args=[course.pk]),
    ):
        with author.visitor.expecting(404):
            author.page.goto(address)
        expect(author.page.locator("body")).not_to_contain_text(other.title)
