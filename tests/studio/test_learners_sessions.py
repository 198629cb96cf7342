"""One learner's page says for each live session what proves that they came, and if it counts."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.actions import move_to_run
from live.models import Source
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session
from tests.live.arranging import run_with_session
from users.actions import erase_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DURING, AFTER = NOW + 20 * MINUTE, NOW + 100 * MINUTE


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=NOW)


@pytest.fixture
def enrollment(session):
    return make_enrollment(run=session.run, learner=make_learner(name="Ayu Lestari"))


@pytest.fixture(autouse=True)
def author(clock, session, client):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(session.run.course.provider.author_group)
    client.force_login(person)
    return person


def panel(client, enrollment):
    """What its part about sessions says, in one line; "" where there is none."""
    response = client.get(reverse("studio:learner", args=[enrollment.pk]))
    found = BeautifulSoup(response.content.decode(), "html.parser").select_one(
        "[aria-labelledby=sessions]"
    )
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


def test_it_says_what_proves_it_for_how_long_and_that_it_counts(session, enrollment, client):
    make_attendance(session, enrollment, at=NOW + 5 * MINUTE)
    make_attendance(session, enrollment, Source.LIST, minutes=80)

    text = panel(client, enrollment)

    assert "The first meeting Desk : The first meeting 20 Jan 2027, 18:00" in text
    assert "Joined: 20 Jan 2027, 18:05 (Seoul), 85 minutes until the end" in text
    assert "On the host’s list: 80 minutes It counts as attended." in text


def test_it_says_what_is_missing(session, enrollment, client):
    make_attendance(session, enrollment, at=NOW + 50 * MINUTE)

    text = panel(client, enrollment)

    assert "Not attended yet: 40 of 90 are proved, and 80 % are asked." in text


def test_of_whom_nothing_is_noted_it_says_so_once(session, enrollment, client, clock):
    make_attendance(session, make_enrollment(run=session.run))  # somebody else's

    assert panel(client, enrollment).count("Nothing says that they came.") == 1
    clock.move_to(DURING)
    assert "Nothing is noted yet." in panel(client, enrollment)


def test_before_the_end_it_says_that_it_is_not_known_yet(session, enrollment, client, clock):
    make_attendance(session, enrollment)
    clock.move_to(DURING)

    text = panel(client, enrollment)

    assert "Whether it counts is known after the end." in text
    assert "It counts as attended" not in text


def test_a_session_without_a_block_counts_for_nothing_and_says_so(session, enrollment, client):
    make_attendance(make_session(session.run, title="A talk", starts_at=NOW), enrollment)
    make_session(session.run, title="Off", cancelled_at=NOW, cancel_reason="Ill")

    text = panel(client, enrollment)

    assert "90 minutes until the end Attending it counts for nothing." in text
    assert "Off" not in text


@pytest.mark.both_databases
def test_what_was_noted_in_the_run_before_stays(session, enrollment, client, author):
    make_attendance(session, enrollment)
    other = make_run(session.run.course, title="Second run")
    move_to_run(enrollment=enrollment, run=other, by=author, reason="Asked for it", at=AFTER)

    text = panel(client, enrollment)

    assert "The first meeting 20 Jan 2027, 18:00 , in another run Joined" in text


def test_of_a_closed_account_it_names_nobody(session, enrollment, client):
    make_attendance(session, enrollment)
    erase_user(user=enrollment.learner, at=AFTER)

    text = panel(client, enrollment)

    assert "It counts as attended." in text
    assert "Ayu" not in text


def test_a_run_without_sessions_has_no_such_part(client, session):
    run = make_run(session.run.course)

    assert panel(client, make_enrollment(run=run)) == ""


def test_twenty_sessions_cost_as_many_queries_as_one(session, enrollment, client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert panel(client, enrollment)
        return len(queries)

    make_attendance(session, enrollment)
    cost()
    one = cost()
    for number in range(20):
        more = make_session(session.run, title=f"More {number}", starts_at=NOW)
        make_attendance(more, enrollment)

    assert cost() == one
