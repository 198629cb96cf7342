"""Answers to the form of a new course, and the pages that are made of them."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from courses.actions import create_course
from courses.models import CourseFormat, LessonPage, ModulePage
from tests.factories.courses import NOW, course_page, make_provider
from users.models import User

ADDRESS = reverse("studio:course-new")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def provider():
    return make_provider("Think City")


@pytest.fixture
def author(provider, client):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(provider.author_group)
    client.force_login(user)
    return user


@pytest.fixture
def make(provider, author):
    """The action with what most tests ask for; returns the course."""

    def create(format=CourseFormat.MASTERCLASS, **values):
        asked = {"provider": provider, "language": "en", "title": "Shade", "token": uuid4()}
        return create_course(format=format, by=author, **{**asked, **values})[0]

    return create


def answers(provider, **values):
    return {
        "token": str(uuid4()),
        "title": "Shade in hot streets",
        "provider": str(provider.pk),
        "format": "MASTERCLASS",
        "weeks": "3",
        "language": "en",
        "starts_on": "2027-03-01",
        "time_zone": "Asia/Kathmandu",
        **values,
    }


def lessons(course):
    return LessonPage.objects.descendant_of(course_page(course)).order_by("path")


def modules(course):
    return ModulePage.objects.descendant_of(course_page(course)).order_by("path")
