"""Wherever a session of a series is named, it says which of how many it is."""

import uuid

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from live.actions import renew_calendar
from live.models import LiveSession, PersonalLinks
from live.series import place_in_series, place_of
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from tests.factories.live import DAY, make_session, make_session_link, session_block

from .arranging import announce
from .pages import text_of

pytestmark = pytest.mark.django_db
SERIES = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def blocks():
    return [session_block(title=f"Meeting {n}") for n in (1, 2, 3)]


@pytest.fixture
def run(blocks):
    course = make_course(lessons=(1,), checks=False)
    announce(course, *blocks)
    return make_run(course, time_zone="Asia/Seoul")


@pytest.fixture
def sessions(run, blocks):
    return [
        make_session(run, block=block, starts_at=NOW + week * 7 * DAY + DAY, series_key=SERIES)
        for week, block in enumerate(blocks)
    ]


@pytest.fixture
def enrollment(run, client):
    learner = make_learner(time_zone="Asia/Kathmandu")
    client.force_login(learner)
    return make_enrollment(run=run, learner=learner)


def test_every_page_that_names_one_says_which_it_is(sessions, run, enrollment, client):
    lesson = lessons_of(enrollment)[-1]
    second = sessions[1]
    pages = {
        "course": course_page(run.course).url,
        "lesson": reverse("learning:lesson", args=[run.slug, lesson.slug]),
        "what is done": reverse("learning:progress", args=[run.slug]),
        "all sessions": reverse("live:run-sessions", args=[run.slug]),
        "its own": reverse("live:session", args=[run.slug, second.key]),
        "my calendar": reverse("live:my-calendar"),
        "by link": reverse("live:personal", args=[make_session_link(second, enrollment)]),
    }

    said = {name: text_of(client.get(page)) for name, page in pages.items()}

    assert [name for name, text in said.items() if "Session 2 of 3" not in text] == []
    assert "Session 1 of 3" in text_of(client.get(reverse("home:dashboard")))


def test_calendars_say_it_too(sessions, enrollment, client):
    renew_calendar(user=enrollment.learner, shown="", at=NOW)
    key = PersonalLinks.objects.get().calendar_key
    addresses = [
        reverse("live-calendars:mine", args=[key.hex]),
        reverse("live-calendars:course", args=[sessions[0].run.course.key]),
        reverse("live-calendars:session", args=[sessions[1].key]),
    ]

    for address in addresses:
        events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        (description,) = [
            str(event["description"]) for event in events if "Meeting 2" in str(event["summary"])
        ]
        assert "Session 2 of 3" in description


@pytest.mark.both_databases
def test_the_places_of_many_are_those_of_each(sessions, run):
    alone = make_session(run, starts_at=NOW)
    cancelled = sessions[0]
    LiveSession.objects.filter(pk=cancelled.pk).update(cancelled_at=NOW, cancel_reason="Ill.")
    other = make_session(make_run(run.course), series_key=SERIES)

    rows = LiveSession.objects.with_places()

    assert {row.pk: place_of(row) for row in rows} == {
        row.pk: place_in_series(row) for row in LiveSession.objects.all()
    }
    places = {row.pk: place_of(row) for row in rows}
    assert places[sessions[1].pk] == (1, 2)
    assert {places[row.pk] for row in (alone, cancelled, other)} == {None}


@pytest.mark.both_databases
def test_two_at_the_same_moment_have_each_their_place(run):
    twins = [make_session(run, series_key=SERIES, starts_at=NOW) for _ in range(2)]

    found = {row.pk: place_of(row) for row in LiveSession.objects.with_places()}

    assert [found[twin.pk] for twin in twins] == [(1, 2), (2, 2)]
