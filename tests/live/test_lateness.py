"""It starts later: everybody hears of it once, and joining counts from the new start."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.actions import withdraw
from live.actions import NotSaid, run_late
from live.models import LiveSession
from live.proof import minutes_of
from mail.models import Delivery
from mail.rendering import render_message
from notifications.letters import say as say_notice
from notifications.models import Notice
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session
from users.actions import erase_user

from .arranging import run_with_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=NOW)


@pytest.fixture
def host():
    return make_learner(name="The host")


def say(session, host, minutes=10, at=NOW - 5 * MINUTE):
    return run_late(session=session, minutes=minutes, by=host, at=at)


def test_everybody_in_the_run_hears_of_each_delay_once(session, host):
    learner = make_learner(time_zone="Asia/Kathmandu")
    enrollment = make_enrollment(run=session.run, learner=learner)
    withdraw(enrollment=make_enrollment(run=session.run), at=NOW)
    erase_user(user=make_enrollment(run=session.run).learner, at=NOW)

    assert say(session, host) == 1
    assert say(session, host) == 0
    assert say(session, host, 25) == 1

    keys = set(Delivery.objects.filter(template="session_late").values_list("key", flat=True))
    start = f"session-late:{enrollment.pk}:{session.pk}"
    assert keys == {f"{start}:10-20270120T0900", f"{start}:25-20270120T0900"}
    assert Notice.objects.filter(user=learner).count() == 2


def test_the_mail_says_the_new_time_on_the_readers_clock_and_never_the_link(session, host):
    make_enrollment(run=session.run, learner=make_learner(time_zone="Asia/Kathmandu"))
    say(session, host)

    mail = Delivery.objects.get(template="session_late")
    message = render_message(mail)

    assert message.subject == f"Starts later: “{session.title}”"
    assert "20 January 2027, 14:55 – 16:25 (Kathmandu); 18:10 (Seoul)" in message.body
    assert f"/en/join/{mail.token.hex}/" in message.body
    assert "The way in opens 15 minutes before the planned start." in message.body
    assert "meet.example.org" not in str(message.message())


def test_the_notice_says_the_new_time_on_the_readers_clock(session, host):
    make_enrollment(run=session.run, learner=make_learner(time_zone="Asia/Kathmandu"))
    say(session, host)

    line = say_notice(Notice.objects.get())

    assert "Now it is: 20 January 2027, 14:55 – 16:25 (Kathmandu); 18:10 (Seoul)" in line


def test_it_only_gets_later(session, host):
    say(session, host, 20)

    with pytest.raises(NotSaid, match="20 minutes late"):
        say(session, host, 10)
    assert LiveSession.objects.get().delay_minutes == 20


@pytest.mark.parametrize(
    ("minutes", "at", "words"),
    [
        (0, NOW, "1 to 240"),
        (241, NOW, "1 to 240"),
        (10, NOW - timedelta(hours=13), "not the day"),
        (10, NOW + 90 * MINUTE, "is over"),
    ],
)
def test_what_cannot_be_said(session, host, minutes, at, words):
    with pytest.raises(NotSaid, match=words):
        say(session, host, minutes, at)


def test_of_a_cancelled_session_nothing_is_said(session, host):
    LiveSession.objects.update(cancelled_at=NOW, cancel_reason="Ill")

    with pytest.raises(NotSaid, match="cancelled"):
        say(session, host)


def test_who_joined_counts_from_the_new_start_and_no_calendar_changes(session, host):
    row = make_attendance(session, make_enrollment(run=session.run), at=NOW + 5 * MINUTE)
    before = (session.sequence, session.changed_at)
    say(session, host)

    later = LiveSession.objects.get()

    assert minutes_of(later, [row]) == 90
    assert (later.sequence, later.changed_at) == before
    assert later.ends_at == datetime(2027, 1, 20, 10, 40, tzinfo=UTC)


def test_telling_many_costs_as_much_as_telling_one(session, host):
    def cost(minutes):
        with CaptureQueriesContext(connection) as queries:
            say(session, host, minutes)
        return len(queries)

    make_enrollment(run=session.run)
    one = cost(5)
    for _ in range(20):
        make_enrollment(run=session.run)

    assert cost(10) == one
