"""A sending whose server refuses, puts off, goes away or says nothing: each row is explained."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail import bulk
from mail.actions import send_again
from mail.bouncing import settle
from mail.bulk import send_bulk
from mail.finishing import read_tally, reopen_unfinished
from mail.marking import next_batch, record
from mail.message_ids import message_id
from mail.models import (
    Bounce,
    BounceKind,
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
    Suppression,
)
from mail.outcome import Fate, Outcome
from mail.personal_data import erase_address
from mail.sending import reap
from mail.sendings import cancel_sending, leave_doubtful, send_doubtful_again
from tests.factories.newsletters import make_reader, make_running_sending

from .ledger import make_due, states

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_refused_recipient_is_a_bounce_and_the_others_get_it(relay):
    def refuse(stage, envelope):
        is_first = envelope.rcpt_tos == ["reader0@example.org"]
        return "550 5.1.1 no such user" if stage == "RCPT" and is_first else None

    relay.answer = refuse
    sending = make_running_sending(12)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 11]
    assert Bounce.objects.get().kind == BounceKind.HARD
    assert Suppression.objects.in_force().get().reason == Suppression.Reason.HARD_BOUNCE


def test_a_burst_of_refusals_pauses_and_does_not_burn_the_list(relay):
    relay.answer = lambda stage, envelope: "550 5.7.1 blocked" if stage == "RCPT" else None
    sending = make_running_sending(120)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert sending.state == SendingState.PAUSED
    assert "blocked" in sending.paused_because
    assert sending.deliveries.filter(state=DeliveryState.FAILED).count() <= bulk.WINDOW
    assert not Suppression.objects.exists()


def test_a_relay_that_refuses_the_sender_pauses_at_once(relay):
    relay.answer = lambda stage, envelope: "553 5.7.1 not you" if stage == "MAIL" else None
    sending = make_running_sending(30)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert sending.state == SendingState.PAUSED
    assert sending.paused_because == "553 5.7.1 not you"
    assert states(sending) == [DeliveryState.PENDING] * 30


def test_a_later_please_is_deferred_and_sent_in_the_second_attempt(relay):
    relay.answer = lambda stage, envelope: "451 later" if stage == "RCPT" else None
    sending = make_running_sending(3)
    send_bulk(seconds=5)
    assert states(sending) == [DeliveryState.DEFERRED] * 3

    relay.answer = lambda stage, envelope: None
    make_due()
    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert states(sending) == [DeliveryState.SENT] * 3
    assert sending.state == SendingState.DONE


def test_a_relay_that_is_away_costs_no_attempt(relay):
    relay.stop()
    sending = make_running_sending(3)

    assert send_bulk(seconds=5) == 0, "it would ring for itself, and knock without pause"
    assert set(sending.deliveries.values_list("state", "attempts")) == {("PENDING", 0)}

    relay.start()
    make_due()
    send_bulk(seconds=20)
    assert len(relay.messages) == 3


def test_what_is_in_doubt_of_a_cancelled_sending_is_sent_again_by_nobody(editor):
    sending = make_running_sending(1)
    next_batch(sending, count=1)
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    cancel_sending(sending=sending, by=editor, at=timezone.now())

    again = send_again(delivery=sending.deliveries.get(), by=editor, at=timezone.now())

    assert not again
    assert read_tally(sending, at=timezone.now()).in_doubt == 1


def test_what_is_in_doubt_is_held_and_named_until_the_editor_decides(relay, editor):
    def drop(stage, envelope):
        if stage == "DATA":
            raise ConnectionAbortedError
        return None

    relay.answer = drop
    sending = make_running_sending(1)
    send_bulk(seconds=5)
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    reap(at=timezone.now())
    send_bulk(seconds=5)
    sending.refresh_from_db()

    assert read_tally(sending, at=timezone.now()).in_doubt == 1
    assert sending.state == SendingState.DONE
    relay.answer = lambda stage, envelope: None
    assert send_doubtful_again(sending=sending, by=editor, at=timezone.now()) == 1
    send_bulk(seconds=20)
    assert [m["Message-ID"] for m in relay.messages] == [message_id(sending.deliveries.get())]


def test_what_is_in_doubt_may_be_left(relay, editor):
    sending = make_running_sending(1)
    next_batch(sending, count=10)
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    assert leave_doubtful(sending=sending, by=editor, at=timezone.now()) == 1
    assert send_doubtful_again(sending=sending, by=editor, at=timezone.now()) == 0

    assert states(sending) == [DeliveryState.SENT]


def test_a_server_that_takes_twenty_and_closes_gets_all(relay):
    counter = {"open": 0}

    def close_after_twenty(stage, envelope):
        if stage == "RCPT":
            counter["open"] += 1
            if counter["open"] % 21 == 0:
                raise ConnectionAbortedError
        return None

    relay.answer = close_after_twenty
    sending = make_running_sending(50)

    send_bulk(seconds=30)

    assert states(sending) == [DeliveryState.SENT] * 50
    assert len({m["Message-ID"] for m in relay.messages}) == len(relay.messages) == 50


def test_a_text_that_is_missing_fails_its_readers_and_nobody_else(relay):
    make_reader("ja@example.org", language="ja")
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 3]
    assert not Bounce.objects.exists()


def test_a_report_within_the_lease_settles_too():
    sending = make_running_sending(1)
    batch = next_batch(sending, count=1)

    assert settle(delivery=batch.marked[0], at=timezone.now())
    record(batch)

    assert states(sending) == [DeliveryState.SENT]


def test_what_a_server_said_of_somebody_who_was_erased_meanwhile_is_not_kept():
    sending = make_running_sending(1)
    batch = next_batch(sending, count=1)
    erase_address(address="reader0@example.org", at=timezone.now())
    refusal = Outcome(
        Fate.REFUSED, "550 5.1.1 reader0@example.org unknown", "5.1.1", is_bounce=True, is_hard=True
    )
    batch.outcomes[batch.marked[0].pk] = refusal

    record(batch)

    assert sending.deliveries.get().last_reply == ""
    assert Bounce.objects.get().reply == ""
    assert Suppression.objects.get(scope=Suppression.ALL).note == ""


def test_nul_in_an_answer_loses_no_batch(relay):
    relay.answer = lambda stage, envelope: "550 5.1.1 no\0body" if stage == "RCPT" else None
    sending = make_running_sending(2)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED] * 2


def test_a_row_given_back_late_reopens_its_sending():
    sending = make_running_sending(1)
    Sending.objects.filter(pk=sending.pk).update(
        state=SendingState.DONE, finished_at=timezone.now()
    )

    assert reopen_unfinished() == 1

    sending.refresh_from_db()
    assert sending.state == SendingState.RUNNING


def test_doubts_of_a_cancelled_sending_are_not_sent_again(editor):
    sending = make_running_sending(1)
    next_batch(sending, count=1)
    cancel_sending(sending=sending, by=editor, at=timezone.now())
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    assert send_doubtful_again(sending=sending, by=editor, at=timezone.now()) == 0
