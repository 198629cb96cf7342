"""Whoever left, and whoever pauses, cancels or comes too late: nothing leaves that must not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail.actions import queue_delivery, suppress
from mail.bulk import send_bulk
from mail.marking import next_batch
from mail.models import Delivery, DeliveryState, SendingState, Suppression
from mail.sending import send_deliveries
from mail.sendings import (
    cancel_sending,
    go_although_late,
    pause_sending,
    resume_sending,
    start_sending,
)
from tests.factories.newsletters import WORDS, make_running_sending, recipients

from .ledger import states

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_reader_who_left_since_the_start_gets_nothing():
    sending = make_running_sending(2)
    suppress(address="reader0@example.org", scope="list:network", reason=Suppression.Reason.LEFT)

    batch = next_batch(sending, count=10)

    assert [row.to_email for row in batch.marked] == ["reader1@example.org"]
    assert Delivery.objects.get(to_email="reader0@example.org").state == DeliveryState.SKIPPED


def test_who_left_one_of_two_lists_gets_it_by_the_other(relay):
    sending = make_running_sending(1)
    sending.deliveries.update(scopes="list:network list:courses")
    suppress(address="reader0@example.org", scope="list:network", reason=Suppression.Reason.LEFT)

    send_bulk(seconds=20)

    assert len(relay.messages) == 1


def test_leaving_a_list_stops_no_mail_about_ones_own_courses(relay):
    suppress(address="reader0@example.org", scope="list:network", reason=Suppression.Reason.LEFT)
    queue_delivery(
        key="k", template="account/notice", language="en", to_email="reader0@example.org"
    )

    send_deliveries(seconds=5)

    assert len(relay.messages) == 1


def test_paused_nothing_leaves_and_resumed_all_do(relay, editor):
    sending = make_running_sending(5)
    assert pause_sending(sending=sending, by=editor, at=timezone.now())

    assert send_bulk(seconds=5) == 0
    assert resume_sending(sending=sending, by=editor, at=timezone.now())
    send_bulk(seconds=20)

    assert len(relay.messages) == 5


def test_after_a_pause_nothing_is_marked_and_what_was_marked_is_recorded(editor):
    sending = make_running_sending(3)
    batch = next_batch(sending, count=2)
    pause_sending(sending=sending, by=editor, at=timezone.now())
    batch.outcomes[batch.marked[0].pk] = None

    assert next_batch(sending, count=2, before=batch).marked == []

    assert states(sending) == [DeliveryState.PENDING, DeliveryState.PENDING, DeliveryState.SENT]
    assert set(sending.deliveries.values_list("state", "attempts")) == {("PENDING", 0), ("SENT", 1)}


def test_a_batch_that_was_taken_whole_is_recorded_also_where_nothing_may_follow(editor):
    sending = make_running_sending(4)
    batch = next_batch(sending, count=2)
    batch.outcomes = dict.fromkeys([row.pk for row in batch.marked])
    pause_sending(sending=sending, by=editor, at=timezone.now())

    assert next_batch(sending, count=2, before=batch).marked == []

    assert set(sending.deliveries.values_list("state", "attempts")) == {("PENDING", 0), ("SENT", 1)}


def test_what_somebody_else_settled_is_not_written_over_by_who_lost_the_lease():
    sending = make_running_sending(4)
    batch = next_batch(sending, count=2)
    batch.outcomes = dict.fromkeys([row.pk for row in batch.marked])
    settled = Delivery.objects.filter(pk=batch.marked[0].pk)
    settled.update(state=DeliveryState.FAILED, lease=None, lease_expires_at=None)

    following = next_batch(sending, count=2, before=batch)

    assert settled.get().state == DeliveryState.FAILED
    assert Delivery.objects.get(pk=batch.marked[1].pk).state == DeliveryState.SENT
    assert {row.pk for row in following.marked}.isdisjoint(row.pk for row in batch.marked)


def test_cancelled_whoever_waits_gets_nothing(relay, editor):
    sending = make_running_sending(5)

    assert cancel_sending(sending=sending, by=editor, at=timezone.now())
    assert not cancel_sending(sending=sending, by=editor, at=timezone.now())
    send_bulk(seconds=5)

    assert relay.messages == []
    assert states(sending) == [DeliveryState.SKIPPED] * 5


def test_too_late_it_asks_and_goes_when_told(relay, editor):
    sending = make_running_sending(2, send_before=timezone.now() - timedelta(seconds=1))
    assert sending.state == SendingState.LATE
    assert not sending.deliveries.exists()

    assert go_although_late(sending=sending, by=editor, at=timezone.now())
    sending.refresh_from_db()
    start_sending(sending=sending, recipients=recipients(), words=[WORDS], at=timezone.now())
    send_bulk(seconds=20)

    assert len(relay.messages) == 2
