"""A course with a draft, who writes and reviews it, and an expert who reads it with a link."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from courses.models import LessonPage, ModulePage
from courses.rights import ensure_staff_rights
from studio.guests import ask_expert
from tests.factories.courses import add_lesson, check_block, course_page, make_course, text_block
from users.guests import token_of
from users.models import GuestLink, User
from users.roles import REVIEWER

from .guest_links import MEI


@pytest.fixture
def course():
    """A live course with one lesson that nobody but its author has seen."""
    ensure_staff_rights()
    course = make_course(lessons=(1,))
    module = ModulePage.objects.descendant_of(course_page(course)).get()
    lesson = add_lesson(module, title="Shade", live=False)
    lesson.body = [text_block("<p>Trees cool a street.</p>"), check_block()]
    lesson.save_revision()
    return course


@pytest.fixture
def draft(course):
    return LessonPage.objects.get(title="Shade")


@pytest.fixture
def author(course):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(course.provider.author_group)
    return user


@pytest.fixture
def reviewer(course, client):
    user = User.objects.create_user("reviewer@example.org", "a-long-password")
    user.groups.add(Group.objects.get(name=REVIEWER))
    client.force_login(user)
    return user


@pytest.fixture
def link(course, author):
    ask_expert(course, MEI, by=author, at=timezone.now())
    return GuestLink.objects.get()


@pytest.fixture
def guest(client, link):
    """The browser in which the link was opened."""
    response = client.get(reverse("review:open", args=[token_of(link)]), follow=True)
    assert response.status_code == 200
    return client
