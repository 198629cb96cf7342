"""The clock of a reader's device: told beside times, proposed in the profile, never taken."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session

pytestmark = pytest.mark.django_db
PROFILE = reverse("home:profile")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(client):
    person = make_learner(time_zone="Asia/Kathmandu")
    client.force_login(person)
    return person


def read(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def chosen(page):
    return page.select_one("select[name=time_zone] option[selected]")["value"]


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("", "Asia/Kathmandu"),
        ("Pacific/Fiji", "Pacific/Fiji"),
        ("Asia/Calcutta", "Asia/Kolkata"),  # as browsers still say it
        ("Nowhere/Land", "Asia/Kathmandu"),
        ("UTC", "Asia/Kathmandu"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
    ],
)
def test_the_profile_proposes_the_clock_of_the_device_and_saves_nothing(
    client, person, asked, stands
):
    page = read(client, f"{PROFILE}?zone={asked}")

    assert chosen(page) == stands
    assert ("is chosen below" in page.text) == (stands != "Asia/Kathmandu")
    person.refresh_from_db()
    assert person.time_zone == "Asia/Kathmandu"


def pages_with_times(run, session):
    return [
        reverse("live:my-calendar"),
        reverse("live:run-sessions", args=[run.slug]),
        reverse("live:session", args=[run.slug, session.key]),
        reverse("learning:progress", args=[run.slug]),
    ]


def test_pages_with_times_hold_the_words_for_a_device_on_another_clock(client, person):
    enrollment = make_enrollment(learner=person)
    session = make_session(enrollment.run)

    for address in pages_with_times(enrollment.run, session):
        (note,) = read(client, address).select("[data-profile-zone]")
        assert note["data-profile-zone"] == "Asia/Kathmandu"
        assert note.has_attr("hidden")  # a script alone knows the device
        assert note.select_one("a")["href"] == f"{PROFILE}#about"


def test_whoever_named_no_zone_is_asked_for_one_and_not_told_twice(client, person):
    type(person).objects.update(time_zone="UTC")
    enrollment = make_enrollment(learner=person)
    session = make_session(enrollment.run)

    for address in pages_with_times(enrollment.run, session):
        page = read(client, address)
        assert not page.select("[data-profile-zone]")
        assert page.select("a[data-propose-zone]")
