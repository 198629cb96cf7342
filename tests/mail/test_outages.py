"""A mail server that is away leaves a word, with its hour, until it is back."""

import socket
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from mail import outages
from mail.bulk import send_bulk
from mail.deliverability import BAD, GOOD, read_lights
from mail.models import Delivery, Outage, Sending, SendingState
from mail.outages import note_away, read_outage, say_outage
from mail.sending import send_deliveries
from tests.factories.newsletters import make_running_sending
from tests.servers.mail import free_port

from .test_sending import queue

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WITH_AUTH = "250-here\r\n250 AUTH PLAIN"
LABEL = "The mail server takes our messages"


@contextmanager
def answering(**answers: str):
    """A port that greets, and answers each command by its first word; 421 closes the line."""

    def serve() -> None:
        while True:
            try:
                line, _peer = listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as commands:
                reply = answers.get("greeting", "220 here")
                line.sendall(f"{reply}\r\n".encode())
                while not reply.startswith("421") and (command := commands.readline()):
                    reply = answers.get(command.split()[0].decode().upper(), "250 fine")
                    line.sendall(f"{reply}\r\n".encode())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def line(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings


def light():
    return next(each for each in read_lights(at=timezone.now()) if each.label == LABEL)


def test_nobody_listens_and_the_word_says_since_when_and_what_happens_now(line):
    make_running_sending(1)

    send_bulk(seconds=2)

    outage = read_outage()
    assert outage.began_at <= outage.seen_at
    assert "Connection refused" in outage.reason
    words = say_outage(outage)
    assert "goes on by itself" in words
    assert "Connection refused" in words
    assert (light().state, light().advice) == (BAD, words)


@pytest.mark.parametrize("send", [send_bulk, send_deliveries])
@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"greeting": "421 too many of you"}, "too many of you"),
        ({"MAIL": "421 come later"}, "421 come later"),
        ({"MAIL": "451 come later"}, "451 come later"),
        ({"EHLO": WITH_AUTH, "AUTH": "454 no directory"}, "no directory"),
        ({"EHLO": WITH_AUTH, "AUTH": "535 wrong password"}, "wrong password"),
    ],
)
def test_a_server_that_takes_nothing_is_away_too(line, send, answers, reason):
    if "AUTH" in answers:
        line.EMAIL_HOST_USER, line.EMAIL_HOST_PASSWORD = "city", "wrong"
    if send is send_bulk:
        make_running_sending(1)
    else:
        queue()

    with answering(**answers) as port:
        line.EMAIL_PORT = port
        send(seconds=2)

        assert reason in read_outage().reason
    is_refused = "535 wrong password" in answers.values()
    states = set(Sending.objects.values_list("state", flat=True))
    assert states <= {SendingState.PAUSED if is_refused else SendingState.RUNNING}


@pytest.mark.slow
@pytest.mark.parametrize("send", [send_bulk, send_deliveries])
def test_the_hour_stays_until_the_server_is_back(smtp_server, line, send):
    line.EMAIL_PORT = smtp_server.port
    if send is send_bulk:
        make_running_sending(1)
    else:
        queue()
    began = timezone.now() - timedelta(hours=1)
    smtp_server.stop()
    send(seconds=2)
    Outage.objects.update(began_at=began, seen_at=began)
    Delivery.objects.update(next_attempt_at=began)

    send(seconds=2)
    outage = read_outage()
    assert outage.began_at == began < outage.seen_at

    smtp_server.start()
    Delivery.objects.update(next_attempt_at=began)
    send(seconds=5)
    assert read_outage() is None
    assert Outage.objects.get().ended_at
    assert light().state == GOOD


def test_a_refused_recipient_is_no_outage(smtp_server, line):
    line.EMAIL_PORT = smtp_server.port
    smtp_server.answer = lambda stage, envelope: "550 5.1.1 nobody" if stage == "RCPT" else None
    note_away("Connection refused")
    make_running_sending(1)

    send_bulk(seconds=5)

    assert read_outage() is None


def test_workers_that_try_at_once_note_one_outage_and_seldom(line, django_assert_num_queries):
    note_away("first")
    with django_assert_num_queries(1):
        note_away("a moment later")

    assert Outage.objects.get().reason == "first"


def test_a_note_that_cannot_be_written_stops_nothing(monkeypatch, smtp_server, line, caplog):
    line.EMAIL_PORT = smtp_server.port
    monkeypatch.setattr(outages.Outage.objects, "open", _fails)
    sending = make_running_sending(1)

    send_bulk(seconds=5)

    assert sending.deliveries.get().state == "SENT"
    assert "could not be noted" in caplog.text


def _fails():
    from django.db import OperationalError

    raise OperationalError
