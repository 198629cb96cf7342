"""More time for one learner, from their page in the CMS."""

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from learning.models import Enrollment
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner

from .test_run_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrollment():
    return make_enrollment(run=make_run(make_course(lessons=(1,)), time_zone="Asia/Dhaka"))


@pytest.fixture
def author(enrollment, client):
    person = make_learner(is_staff=True)
    person.groups.add(enrollment.run.course.provider.author_group)
    client.force_login(person)
    return person


def test_it_is_given_in_the_zone_of_the_run_and_stands_on_the_page(enrollment, author, client):
    address = reverse("studio:learner-extend", args=[enrollment.pk])
    learner = reverse("studio:learner", args=[enrollment.pk])
    assert address in client.get(learner).content.decode()
    assert "19 February 2027, 15:00 (Dhaka)" in text_of(client.get(address))

    response = client.post(address, {"until": "2027-03-01T18:00", "reason": "Was ill"})

    assert response.url == learner
    assert (
        Enrollment.objects.get(pk=enrollment.pk)
        .extended_until.isoformat()
        .startswith("2027-03-01T12:00")
    )
    page = text_of(client.get(learner))
    assert "Has time until 1 Mar 2027, 18:00" in page
    entry = ModelLogEntry.objects.get(action="learning.extend_deadline")
    assert entry.data["reason"] == "Was ill"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"until": "2027-01-30T18:00", "reason": "Ill"}, "after the one until which"),
        ({"until": "2027-03-01T18:00", "reason": ""}, "Say why"),
        ({"until": "some day", "reason": "Ill"}, "Write day and time"),
        ({"until": "", "reason": "Ill"}, "Choose a day and an hour."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(enrollment, author, client, values, says):
    response = client.post(reverse("studio:learner-extend", args=[enrollment.pk]), values)

    assert response.status_code == 422
    assert says in text_of(response)
    assert Enrollment.objects.get(pk=enrollment.pk).extended_until is None


def test_an_author_of_another_provider_finds_nothing(enrollment, client):
    other = make_learner(is_staff=True)
    other.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(other)
    address = reverse("studio:learner-extend", args=[enrollment.pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {"until": "2027-03-01T18:00", "reason": "x"}).status_code == 404
