"""Mails that could not leave for a while: what is not true any more by then is not sent."""

from datetime import timedelta

import pytest
import time_machine

from learning.actions import cancel_run
from live.actions import cancel_session, change_session, run_late
from live.hours import days_later, hour_of
from live.mails import SESSION_CANCELLED, SESSION_MOVED, SESSION_REMINDER
from live.models import LiveSession
from live.reminding import send_session_reminders
from live.telling_late import SESSION_LATE
from mail.models import Delivery, DeliveryState
from mail.sending import send_deliveries
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = NOW + 3 * DAY


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,)))


@pytest.fixture
def session(run):
    return make_session(run, starts_at=START)


@pytest.fixture
def asha(run):
    person = make_enrollment(run=run)
    person.enrolled_at = NOW
    person.save(update_fields=["enrolled_at"])
    Delivery.objects.all().delete()  # that they are enrolled
    return person


@pytest.fixture
def host():
    return make_learner()


def next_day(session, days=1):
    return days_later(hour_of(session), days).fields()


def move(session, host, *, at=NOW, days=1):
    now = LiveSession.objects.get(pk=session.pk)
    values, sequence = next_day(now, days), now.sequence
    return change_session(session=now, values=values, sequence=sequence, by=host, at=at)


def states():
    rows = Delivery.objects.filter(template__startswith="session_").order_by("pk")
    return [(row.template, str(row.state)) for row in rows]


@pytest.fixture
def leaves(smtp_server, settings):
    """What the relay takes, once it is back at this moment."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port

    def send(at):
        with time_machine.travel(at):
            send_deliveries(seconds=5)
        return [message["Subject"] for message in smtp_server.messages]

    return send


@pytest.mark.parametrize(
    ("before", "until"), [(2 * HOUR + DAY / 2, 3 * HOUR), (30 * MINUTE, timedelta(0))]
)
def test_a_reminder_that_could_not_leave_in_its_time_is_not_sent(
    session, asha, leaves, before, until
):
    """The one of the day gives way to that of the hour, that of the hour to the session."""
    with time_machine.travel(START - before, tick=False):
        send_session_reminders(at=START - before)

    assert leaves(START - until) == []
    assert states() == [(SESSION_REMINDER, DeliveryState.SKIPPED)]


def test_a_reminder_that_waited_for_a_while_is_sent(session, asha, leaves):
    with time_machine.travel(START - HOUR, tick=False):
        send_session_reminders(at=START - HOUR)

    assert leaves(START - MINUTE) == ["In an hour: “A walk through the old town”"]


def test_that_it_starts_later_is_not_said_once_it_is_over(session, asha, host, leaves):
    with time_machine.travel(START, tick=False):
        run_late(session=session, minutes=10, by=host, at=START)

    assert leaves(START + 100 * MINUTE) == []


def test_of_two_delays_the_later_alone_is_said(session, asha, host):
    run_late(session=session, minutes=10, by=host, at=START)
    run_late(session=session, minutes=25, by=host, at=START)

    waiting = Delivery.objects.filter(template=SESSION_LATE, state=DeliveryState.PENDING)
    assert waiting.get().context["minutes"] == 25


def test_a_delay_that_was_not_said_yet_is_not_said_of_the_new_time(session, asha, host):
    run_late(session=session, minutes=10, by=host, at=START)

    move(session, host, at=START)

    assert states() == [
        (SESSION_LATE, DeliveryState.SKIPPED),
        (SESSION_MOVED, DeliveryState.PENDING),
    ]


def test_of_a_cancelled_session_nothing_else_is_sent(session, asha, host):
    move(session, host)
    run_late(session=session, minutes=10, by=host, at=START + DAY)

    cancel_session(session=session, reason="Storm", drops=False, by=host, at=START + DAY)

    assert states() == [
        (SESSION_MOVED, DeliveryState.SKIPPED),
        (SESSION_LATE, DeliveryState.SKIPPED),
        (SESSION_CANCELLED, DeliveryState.PENDING),
    ]


def test_of_the_sessions_of_a_cancelled_run_nothing_is_sent_any_more(run, session, asha, host):
    other = make_session(starts_at=START + 5 * DAY)
    make_enrollment(run=other.run)
    move(other, host)
    move(session, host)
    send_session_reminders(at=START + DAY - 30 * MINUTE)

    cancel_run(run=run, reason="Storm", by=host, at=START + DAY - 20 * MINUTE)

    assert states() == [
        (SESSION_MOVED, DeliveryState.PENDING),
        (SESSION_MOVED, DeliveryState.SKIPPED),
        (SESSION_REMINDER, DeliveryState.SKIPPED),
    ]
