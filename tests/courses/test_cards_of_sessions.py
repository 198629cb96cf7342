"""In the catalogue a webinar and a live training show when their next session is."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.cards import read_cards
from tests.factories.courses import NOW, make_course, make_course_index, make_run
from tests.factories.live import make_session

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def make_live(format="WEBINAR", **fields):
    course = make_course(lessons=(1,), checks=False, format=format, title=f"A {format}")
    return make_run(course, time_zone="Asia/Seoul", **fields)


def test_a_card_shows_the_next_session_on_the_clock_of_the_host_for_the_script(client):
    run = make_live()
    make_session(run, starts_at=NOW - DAY)
    make_session(run, starts_at=NOW + DAY, cancelled_at=NOW, cancel_reason="Storm")
    make_session(run, starts_at=NOW + 2 * DAY)

    page = client.get(make_course_index().get_url())

    time = BeautifulSoup(page.content, "html.parser").select_one(".course-card time[data-zone]")
    assert time["data-zone"] == "Asia/Seoul"
    assert time["datetime"] == "2027-01-22T18:00:00+09:00"
    assert time.get_text() == "22 January 2027, 18:00 – 19:30 (Seoul)"


@pytest.mark.parametrize("format", ["MASTERCLASS", "SELF_PACED"])
def test_a_course_of_another_format_shows_its_start(format):
    make_session(make_live(format), starts_at=NOW + DAY)

    assert [card.next_session for card in read_cards(None)] == [None]


def test_once_all_are_over_it_shows_none():
    make_session(make_live("LIVE_TRAINING"), starts_at=NOW - DAY)

    assert [card.next_session for card in read_cards(None)] == [None]


def test_the_sessions_of_many_courses_are_asked_once():
    for _ in range(3):
        make_session(make_live(), starts_at=NOW + DAY)

    with CaptureQueriesContext(connection) as queries:
        cards = read_cards(None)

    assert all(card.next_session for card in cards)
    assert len([each for each in queries if 'FROM "live_livesession"' in each["sql"]]) == 1


@pytest.mark.parametrize(
    ("starts", "said"), [(-DAY, "Started 19 January"), (DAY, "Starts 21 January")]
)
def test_a_card_says_whether_its_run_has_begun(client, starts, said):
    make_run(make_course(lessons=(1,), checks=False), starts_at=NOW + starts)

    page = client.get(make_course_index().get_url())

    assert said in page.content.decode()
