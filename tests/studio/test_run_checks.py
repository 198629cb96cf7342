"""Opening a knowledge check again for learners without attempts left."""

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.rights import ensure_staff_rights
from learning.actions import complete_by_hand, withdraw
from quizzes.models import Attempt
from tests.factories.courses import NOW, make_provider
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.quizzes import (
    answer,
    change_check,
    check_of,
    lesson_with_check,
    make_checked_enrollment,
)
from users.roles import SECRETARIAT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrollment():
    """Somebody who has used both attempts."""
    enrollment = make_checked_enrollment(attempts_allowed=2)
    for right in (1, 2):
        answer(enrollment, right=right)
    return enrollment


@pytest.fixture
def address(enrollment):
    return reverse("studio:run-checks", args=[enrollment.run.pk])


@pytest.fixture
def author(enrollment, client):
    """Somebody of the provider whose course it is, signed in."""
    return sign_in(client, enrollment.run.course.provider.author_group)


def sign_in(client, group):
    person = make_learner()
    person.groups.add(group)
    client.force_login(person)
    return person


def form(enrollment, *, reason="Power cut"):
    return {
        "enrollment": enrollment.pk,
        "lesson_key": lesson_with_check(enrollment).key,
        "activity_key": check_of(enrollment).key,
        "reason": reason,
    }


def test_whoever_has_no_attempts_left_is_listed_with_how_far_they_came(
    address, author, enrollment, client
):
    text = client.get(address).content.decode()

    assert enrollment.learner.email in text
    assert "2 attempts until 20 Jan 2027, best 66 %. 80 % are needed." in text


def test_others_of_the_run_are_not_listed(address, author, enrollment, client):
    def join():
        return make_enrollment(run=enrollment.run)

    new, once, passed, counted, withdrawn = (join() for _person in range(5))
    answer(once, right=0)
    answer(passed, right=0)
    answer(passed)
    for gone in (counted, withdrawn):
        for _try in range(2):
            answer(gone, right=0)
    complete_by_hand(enrollment=counted, by=author, reason="In person", at=NOW)
    withdraw(enrollment=withdrawn, at=NOW)

    text = client.get(address).content.decode()

    assert enrollment.learner.email in text
    for other in (new, once, passed, counted, withdrawn):
        assert other.learner.email not in text


def test_a_check_that_now_allows_more_attempts_needs_no_reset(address, author, enrollment, client):
    change_check(enrollment, lambda value: value.update(attempts_allowed=3))

    assert "Nobody in this run" in client.get(address).content.decode()


def test_opening_again_voids_the_attempts_with_who_and_why(address, author, enrollment, client):
    for _click in range(2):
        response = client.post(address, form(enrollment))

    assert response.url == address
    assert "Nobody in this run" in client.get(address).content.decode()
    assert {(a.voided_by, a.void_reason) for a in Attempt.objects.all()} == {(author, "Power cut")}
    assert answer(enrollment).is_passed


def test_without_a_reason_nothing_happens_and_the_field_says_so(
    address, author, enrollment, client
):
    response = client.post(address, form(enrollment, reason=" "))

    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert Attempt.objects.valid().count() == 2


def test_a_learner_of_another_run_cannot_be_named(address, author, client):
    other = make_checked_enrollment(attempts_allowed=1)
    answer(other, right=0)

    assert client.post(address, form(other)).status_code == 404
    assert Attempt.objects.valid().filter(enrollment=other).exists()


def test_another_provider_sees_nothing_and_opens_nothing(address, enrollment, client):
    sign_in(client, make_provider().author_group)

    assert client.get(address).status_code == 404
    assert client.post(address, form(enrollment)).status_code == 404
    assert Attempt.objects.valid().count() == 2


def test_the_secretariat_may(address, enrollment, client):
    ensure_staff_rights()
    sign_in(client, Group.objects.get(name=SECRETARIAT))

    assert client.post(address, form(enrollment)).url == address


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_for_many(enrollment, count, django_assert_num_queries):
    from quizzes.exhausted import read_exhausted

    for _person in range(count - 1):
        other = make_enrollment(run=enrollment.run)
        for _try in range(2):
            answer(other, right=0)
    run = enrollment.run

    # attempts by learner and check; the lessons' pages
    with django_assert_num_queries(2):
        found = read_exhausted(run)

    assert len(found) == count
