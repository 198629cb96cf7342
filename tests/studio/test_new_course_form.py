"""The form of a new course: what it asks, what it refuses, and who may send it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.actions import CourseRefused, create_course
from courses.models import Course, CourseFormat, CoursePage, CourseRun
from courses.rights import ensure_staff_rights
from tests.factories.courses import course_page, make_course_index, make_provider, make_run
from users.models import User
from users.roles import REVIEWER

from .new_courses import ADDRESS, answers, lessons
from .new_courses import author as author
from .new_courses import make as make
from .new_courses import provider as provider
from .new_courses import today as today

pytestmark = pytest.mark.django_db


def test_a_course_is_made_once_however_often_the_form_is_sent(provider, author, client):
    data = answers(provider)

    first = client.post(ADDRESS, data)
    second = client.post(ADDRESS, data, follow=True)

    course = Course.objects.get()
    assert first.url == reverse("studio:course-overview", args=[course.pk])
    assert "This course was made already." in second.content.decode()
    assert CoursePage.objects.count() == 1
    assert CourseRun.objects.count() == 1
    assert lessons(course).count() == 17


def test_the_token_of_somebody_elses_form_leads_to_no_course_of_theirs(provider, author, client):
    data = answers(provider)
    client.post(ADDRESS, data)
    colleague = User.objects.create_user("colleague@example.org", "a-long-password")
    colleague.groups.add(provider.author_group)
    client.force_login(colleague)

    client.post(ADDRESS, data)

    assert Course.objects.count() == 2


@pytest.mark.parametrize("token", ["", "no uuid", "\x00"])
def test_a_form_without_a_usable_token_is_a_form_of_its_own(provider, author, client, token):
    response = client.post(ADDRESS, answers(provider, token=token))

    assert response.status_code == 302
    assert Course.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("title", "  ", "Give the course a title."),
        ("title", "x" * 201, "at most 200 characters"),
        ("format", "", "Choose a format."),
        ("format", "SEMINAR", "Select a valid choice"),
        ("weeks", "0", "It takes one week at least."),
        ("weeks", "13", "At most 12 weeks."),
        ("weeks", "three", "Write a number of weeks"),
        ("language", "xx", "Select a valid choice"),
        ("starts_on", "1.3.2027", "Write the day as in 2027-01-31."),
        ("starts_on", "2027-01-19", "This day has passed."),
        ("starts_on", "9999-12-31", "Is the year 9999 right?"),
        ("time_zone", "Asia/Atlantis", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    provider, author, client, field, value, text
):
    response = client.post(ADDRESS, answers(provider, **{field: value}))

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert text in response.content.decode()
    assert form[field].value() == value
    assert form["time_zone"].value() == (value if field == "time_zone" else "Asia/Kathmandu")
    assert not Course.objects.exists()


def test_a_youth_project_may_be_longer_than_a_masterclass(provider, author, client):
    client.post(ADDRESS, answers(provider, format="YOUTH_PROJECT", weeks="26"))

    assert course_page(Course.objects.get()).duration == "26 weeks"


def test_nobody_minds_the_length_of_a_format_that_has_none(provider, author, client):
    client.post(ADDRESS, answers(provider, format="WEBINAR", weeks="three"))

    assert Course.objects.get().runs.get().ends_at is None


def test_today_where_the_host_is_may_be_the_start(provider, author, client):
    """It is 20 January at nine in the evening in Auckland when it is morning in London."""
    with time_machine.travel(datetime(2027, 1, 20, 12, 0, tzinfo=UTC), tick=False):
        late = answers(provider, starts_on="2027-01-20", time_zone="Pacific/Auckland")
        early = answers(provider, starts_on="2027-01-20", time_zone="Asia/Seoul")

        assert client.post(ADDRESS, late).status_code == 200
        assert client.post(ADDRESS, early).status_code == 302


def test_a_language_in_which_the_provider_has_no_page_is_refused(provider, author, client):
    make_course_index("ko")
    other = make_provider("Seoul")
    author.groups.add(other.author_group)

    response = client.post(ADDRESS, answers(provider, language="ko"))

    assert "Think City has no page in this language yet." in response.content.decode()
    with pytest.raises(CourseRefused):
        create_course(
            provider=provider,
            language="ko",
            format=CourseFormat.WEBINAR,
            title="Shade",
            token=uuid4(),
            by=author,
        )
    assert not Course.objects.exists()


def test_who_has_one_provider_and_one_language_is_asked_for_neither(provider, author, client):
    response = client.get(ADDRESS)

    assert [field.name for field in response.context["form"].hidden_fields()] == [
        *("token", "provider", "language")
    ]
    assert "Think City" in response.content.decode()


def test_nobody_makes_a_course_for_another_provider(provider, client):
    other = make_provider("Seoul")
    user = User.objects.create_user("other@example.org", "a-long-password")
    user.groups.add(other.author_group)
    client.force_login(user)

    response = client.post(ADDRESS, answers(provider))

    assert list(response.context["form"].errors) == ["provider"]
    assert provider.name not in response.content.decode()
    assert not Course.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "learner", "reviewer"])
def test_who_writes_for_no_provider_makes_no_course(provider, client, who):
    if who != "stranger":
        user = User.objects.create_user("somebody@example.org", "a-long-password")
        if who == "reviewer":
            ensure_staff_rights()
            user.groups.add(Group.objects.get(name=REVIEWER))
        client.force_login(user)

    response = client.post(ADDRESS, answers(provider))

    assert response.status_code == {"stranger": 302, "learner": 403, "reviewer": 200}[who]
    assert not Course.objects.exists()


def test_the_time_of_a_start_is_ones_own_zone_or_the_hosts(provider, author, client):
    assert client.get(ADDRESS).context["form"]["time_zone"].value() == "Asia/Seoul"

    author.time_zone = "Pacific/Fiji"
    author.save()

    assert client.get(ADDRESS).context["form"]["time_zone"].value() == "Pacific/Fiji"


def test_without_ones_own_zone_it_is_that_of_the_providers_newest_run(make, author, client):
    """Where there is none either, a script asks the browser."""
    assert "data-guess-zone" in client.get(ADDRESS).content.decode()
    make_run(make(), time_zone="Asia/Kuala_Lumpur")

    page = client.get(ADDRESS)

    assert page.context["form"]["time_zone"].value() == "Asia/Kuala_Lumpur"
    assert "data-guess-zone" not in page.content.decode()
