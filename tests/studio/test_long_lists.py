"""Runs of thousands: sessions, announcements and reports stand on pages."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from live.models import LiveSession
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_announcement, make_post, make_report, make_thread
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from tests.live.pages import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    return make_run(time_zone="Asia/Seoul")


@pytest.fixture
def host(run, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def plan_many(run, days):
    """One on each of these days from now, called by it."""
    first = make_session(run, title="Day 0", starts_at=NOW)
    rows = []
    for day in days:
        row = copy(first)
        row.pk, row.key, row.title = None, uuid4(), f"Day {day}."
        row.starts_at, row.made_with = NOW + day * DAY, None
        rows.append(row)
    LiveSession.objects.bulk_create(rows)


def sessions_of(client, run, **query):
    response = client.get(reverse("studio:run-sessions", args=[run.pk]), query)
    page = BeautifulSoup(response.content, "html.parser")
    titles = [each.text for each in page.select("section[aria-labelledby=planned] li strong")]
    return titles, text_of(response)


def test_a_short_list_of_sessions_stands_on_one_page_in_its_order(run, host, client):
    plan_many(run, [-3, 5])

    titles, page = sessions_of(client, run, part="over")

    assert titles == ["Day -3.", "Day 0", "Day 5."]
    assert "To come" not in page


def test_of_many_sessions_those_to_come_stand_first_and_the_latest_that_is_over(run, host, client):
    plan_many(run, [*range(-30, 0), *range(1, 171)])

    titles, page = sessions_of(client, run)
    assert titles[:2] == ["Day 0", "Day 1."]
    assert len(titles) == 50
    assert "To come 171 Over 30 All of them 201" in page
    assert "Page 1 of 4" in page
    assert sessions_of(client, run, page="4")[0][-1] == "Day 170."
    assert sessions_of(client, run, part="over")[0][:2] == ["Day -1.", "Day -2."]
    assert sessions_of(client, run, part="all", page="99")[0] == ["Day 170."]
    assert sessions_of(client, run, part="none", page="x")[0] == titles


def test_two_hundred_sessions_cost_what_one_costs(run, host, client):
    make_session(run, title="Alone", starts_at=NOW)
    sessions_of(client, run)
    with CaptureQueriesContext(connection) as one:
        sessions_of(client, run)
    plan_many(run, range(1, 200))

    with CaptureQueriesContext(connection) as many:
        sessions_of(client, run)

    assert len(many) == len(one)


def test_of_many_reports_the_oldest_stand_there_and_the_others_are_counted(run, host, client):
    thread = make_thread(run)
    for number in range(23):
        report = make_post(thread, body=f"Rope {number}.")
        make_report(report, at=NOW - number * DAY)

    page = text_of(client.get(reverse("studio:run-moderation", args=[run.pk])))

    assert "Rope 22." in page
    assert "Rope 2." not in page
    assert "3 more wait: they stand here once these are decided" in page


def test_every_announcement_can_be_reached_to_be_taken_back(run, host, client):
    for number in range(23):
        subject = {"subject": f"Word {number}.", "body": "Bring a rope."}
        make_announcement(run, by=host, texts={"en": subject}, at=NOW - number * DAY)
    address = reverse("studio:run-announce", args=[run.pk])

    first = text_of(client.get(address))
    second = text_of(client.get(address, {"page": "2"}))

    assert "Word 19." in first
    assert "Word 20." not in first
    assert "Word 22." in second


def test_hundreds_of_pages_are_offered_by_a_handful_of_numbers():
    template = Template("{% load page_numbers %}{% page_numbers page as all %}{{ all|join:' ' }}")
    many, few = Paginator(range(4000), 20), Paginator(range(190), 20)

    said = [template.render(Context({"page": page})) for page in (many.page(100), few.page(5))]

    assert said == ["1 2 … 97 98 99 100 101 102 103 … 199 200", "1 2 3 4 5 6 7 8 9 10"]
