"""The next message is announced with the final dot of this one, where the server allows it."""

import pytest

from mail.bulk import send_bulk
from mail.models import DeliveryState
from tests.factories.newsletters import make_running_sending

from .ledger import states

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Heard:
    """The recipients that a server was asked for and the messages it got, in their order.

    They are numbered as they come: a batch has no order of its own.
    """

    def __init__(self, relay, **replies):
        self.words, self._replies, self._known = [], replies, []
        relay.answer = self._answer

    def _answer(self, stage, envelope):
        if stage == "MAIL":
            return None
        recipient = envelope.rcpt_tos[0]
        if recipient not in self._known:
            self._known.append(recipient)
        word = f"{stage} {self._known.index(recipient)}"
        self.words.append(word)
        return self._replies.get(word.replace(" ", "_"))


@pytest.fixture
def quick(smtp_server, settings):
    smtp_server.takes_commands_in_a_row = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    return smtp_server


def stop_after(relay, count):
    return lambda: len(relay.messages) >= count


def test_a_pump_that_stops_leaves_the_announced_message_unsent(quick):
    heard = Heard(quick)
    sending = make_running_sending(3)

    send_bulk(seconds=20, is_stopping=stop_after(quick, 1))

    assert heard.words == ["RCPT 0", "DATA 0", "RCPT 1"]
    assert states(sending) == [DeliveryState.PENDING, DeliveryState.PENDING, DeliveryState.SENT]
    send_bulk(seconds=20)
    assert sorted(str(message["To"]) for message in quick.messages) == [
        f"Nadia <reader{number}@example.org>" for number in range(3)
    ]


def test_without_pipelining_nothing_is_announced(quick):
    quick.takes_commands_in_a_row = False
    heard = Heard(quick)
    make_running_sending(3)

    send_bulk(seconds=20, is_stopping=stop_after(quick, 1))

    assert heard.words == ["RCPT 0", "DATA 0"]


def test_with_a_limit_nothing_is_announced_before_its_turn(quick, settings):
    settings.LMS_MAIL_PER_MINUTE = 6000
    heard = Heard(quick)
    make_running_sending(3)

    send_bulk(seconds=20, is_stopping=stop_after(quick, 1))

    assert heard.words == ["RCPT 0", "DATA 0"]


@pytest.mark.parametrize("reply", ["550 5.6.0 not this", "451 4.3.0 later"])
def test_what_is_refused_at_its_end_keeps_nobody_from_the_next(quick, reply):
    heard = Heard(quick, DATA_0=reply)
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    assert heard.words[:4] == ["RCPT 0", "DATA 0", "RCPT 1", "DATA 1"]
    assert len(quick.messages) == 2
    assert states(sending)[1:] == [DeliveryState.SENT] * 2


def test_an_announced_recipient_who_is_refused_costs_nobody_else_the_mail(quick):
    Heard(quick, RCPT_1="550 5.1.1 no such user")
    sending = make_running_sending(4)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 3]
    assert len(quick.messages) == 3


def test_a_server_that_closes_after_a_message_is_called_again_for_the_announced(quick):
    Heard(quick)
    kept = quick._keep

    def keep(envelope):
        kept(envelope)
        if len(quick.messages) == 1:
            quick.answer = closing

    def closing(stage, envelope):
        quick.answer = lambda stage, envelope: None
        raise ConnectionAbortedError

    quick._keep = keep
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.SENT] * 3
    assert len(quick.messages) == 3


def test_a_line_that_is_lost_after_the_dot_leaves_one_in_doubt_and_not_the_announced(quick):
    quick.keeps_before_dropping = True

    def drop_once(stage, envelope):
        if stage == "DATA" and len(quick.messages) == 1:
            raise ConnectionAbortedError
        return None

    quick.answer = drop_once
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.IN_FLIGHT, *[DeliveryState.SENT] * 2]
    assert len(quick.messages) == 3


def test_an_address_that_would_end_its_command_is_not_announced(quick):
    heard = Heard(quick)
    sending = make_running_sending(3)
    one = sending.deliveries.first()
    sending.deliveries.filter(pk=one.pk).update(to_email="a>\r\nRSET\r\n@example.org")

    send_bulk(seconds=20)

    assert heard.words == ["RCPT 0", "DATA 0", "RCPT 1", "DATA 1"]
    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 2]
