"""The page of a mail's link, before the way in opens, after the end, moved and cancelled."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from live.actions import cancel_session, change_session
from live.models import LiveSession, Source
from live.waiting import wait_until
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import DAY, make_attendance, make_session, make_session_link

from .arranging import run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
START = NOW + timedelta(hours=2, minutes=20)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def arranged():
    return run_with_session()


@pytest.fixture
def enrollment(arranged):
    learner = make_learner(name="Rina Kusuma", time_zone="Asia/Kathmandu")
    return make_enrollment(run=arranged[0], learner=learner)


@pytest.fixture
def session(arranged):
    return make_session(
        arranged[0],
        block=arranged[1],
        starts_at=START,
        agenda="One street.",
        speakers=[{"name": "Sari Dewi", "role": "City of Surabaya"}],
        reading=[{"title": "The guide", "url": "https://example.org/guide"}],
    )


@pytest.fixture
def token(session, enrollment):
    return make_session_link(session, enrollment)


def read(client, token):
    return client.get(reverse("live:personal", args=[token]))


def test_before_the_window_it_says_from_when_how_long_that_is_and_what_to_prepare(
    session, token, client
):
    page = read(client, token)
    text = text_of(page)

    assert "You come in by this link from 20 January 2027, 16:50 (Kathmandu), 20:05 (Seoul) on" in (
        text
    )
    assert "In 2 h 5 min" in text
    for words in ("The guide", "One street.", "Sari Dewi", session.run.course.provider.name):
        assert words in text
    html = page.content.decode()
    assert reverse("live-calendars:session", args=[session.key]) in html
    # A script asks for the page anew at the opening; without one a link does.
    assert 'data-wait="7500"' in html
    assert "<noscript>" in html
    assert "data-at-once" not in html


def test_at_the_opening_the_button_stands_there_and_nothing_waits(token, client, clock):
    clock.shift(125 * MINUTE)

    page = read(client, token)

    assert "Join as Rina K." in text_of(page)
    assert "data-wait" not in page.content.decode()


def test_a_session_in_a_room_says_when_it_begins_and_promises_no_way_in(session, token, client):
    LiveSession.objects.update(place="ROOM", room="Town hall, room 3", join_url="")

    text = text_of(read(client, token))

    assert "It has not begun yet" in text
    assert "In 2 h 20 min" in text
    assert "Town hall, room 3" in text
    assert "You come in by this link" not in text


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=20), "In 1 min"),
        (timedelta(minutes=59), "In 59 min"),
        (timedelta(minutes=60), "In 1 h 0 min"),
        (timedelta(hours=23, minutes=59), "In 23 h 59 min"),
        (timedelta(hours=24), "In 1 day"),
        (timedelta(days=3, hours=23), "In 3 days"),
    ],
)
def test_how_long_it_takes_is_said_in_the_unit_people_use(left, said):
    wait = wait_until(NOW + left, at=NOW)

    assert wait is not None
    assert wait.said == said
    assert wait_until(NOW, at=NOW) is None


def test_after_the_end_the_recording_is_what_is_left_to_do(session, token, client, clock):
    clock.shift(DAY)
    without = text_of(read(client, token))
    LiveSession.objects.update(
        recording_url="https://video.example.org/1", recording_at=session.ends_at
    )

    page = read(client, token)

    assert "There is no recording yet. If there is one, it stands here" in without
    assert "There is no recording yet." not in text_of(page)
    assert page.content.decode().count(reverse("live:personal-recording", args=[token])) == 1


def test_after_the_end_whoever_has_no_password_reads_what_is_noted_of_them(
    session, token, enrollment, client, clock
):
    clock.shift(DAY)
    assert "Nothing says that you came." in text_of(read(client, token))

    make_attendance(session, enrollment, Source.CODE)

    assert "Attended" in text_of(read(client, token))


def change(session, at=NOW, **values):
    change_session(
        session=session, values=values, sequence=session.sequence, by=make_learner(), at=at
    )
    session.refresh_from_db()


@pytest.mark.both_databases
def test_a_link_of_before_a_move_says_that_the_session_was_moved(session, token, client, clock):
    assert "was moved" not in text_of(read(client, token))
    clock.shift(MINUTE)

    change(session, NOW + MINUTE, title="Another title")
    assert "was moved" not in text_of(read(client, token))
    change(session, NOW + MINUTE, starts_at=START + DAY, planned_for="2027-01-21T20:20")
    moved = text_of(read(client, token))

    assert "This session was moved after your mail was written." in moved
    assert "21 January 2027" in moved


def test_the_link_of_the_mail_about_the_move_does_not_say_so(session, enrollment, client, clock):
    clock.shift(MINUTE)
    change(session, NOW + MINUTE, starts_at=START + DAY, planned_for="2027-01-21T20:20")
    clock.shift(MINUTE)

    token = make_session_link(session, enrollment, "session_moved")

    assert "was moved" not in text_of(read(client, token))


def test_a_cancelled_session_says_why_and_when_it_is_planned_anew(arranged, session, token, client):
    cancel_session(
        session=session,
        reason="The speaker is ill.",
        drops=False,
        by=make_learner(),
        at=NOW,
    )
    cancelled = text_of(read(client, token))
    make_session(arranged[0], block=arranged[1], starts_at=START + 7 * DAY)

    anew = text_of(read(client, token))

    assert "The speaker is ill." in cancelled
    assert "It is planned anew" not in cancelled
    assert "It is planned anew: 27 January 2027, 17:05 – 18:35 (Kathmandu); 20:20 (Seoul)." in anew
    assert "The way in" not in anew


def test_the_page_costs_two_queries_before_and_one_more_after_the_end(
    session, token, client, clock, django_assert_num_queries
):
    with django_assert_num_queries(2):  # the mail with its reader; the session
        read(client, token)
    clock.shift(DAY)

    with django_assert_num_queries(3):  # and what is noted
        read(client, token)
