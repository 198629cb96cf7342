"""What breaks the constraints of `mail`."""

from __future__ import annotations

import uuid
from typing import Any

from mail.actions import queue_delivery, suppress
from mail.models import Bounce, Delivery, DeliveryState, Outage, Suppression
from mail.outages import note_away
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW
from tests.factories.newsletters import make_sending


def delivery(**fields: Any) -> Delivery:
    row = queue_delivery(key="k", template="", language="en", to_email="ayu@example.org")
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def bounce() -> Bounce:
    return Bounce.objects.create(delivery=delivery(), reply="550 no", recorded_at=NOW)


def suppression() -> Suppression:
    return suppress(address="ayu@example.org", reason=Suppression.Reason.BY_HAND)


def outage() -> Outage:
    note_away("Connection refused")
    return Outage.objects.get()


BREAKS: dict[str, Break] = {
    "mail_delivery_state_known": change(delivery, state="LOST"),
    "mail_delivery_lease_while_held": change(delivery, state=DeliveryState.LEASED),
    "mail_delivery_sent_has_a_time": change(delivery, state=DeliveryState.SENT),
    "mail_suppression_once_in_force": copy(suppression),
    "mail_outage_one_open": copy(outage),
    "mail_bounce_kind_known": change(bounce, kind="ODD"),
    "mail_sending_state_known": change(make_sending, state="LOST"),
    "mail_sendingtext_once_a_language": copy(lambda: make_sending().texts.get()),
    "mail_delivery_once_a_key": copy(delivery, email_key="other", token=uuid.uuid4()),
    "mail_delivery_of_a_key_or_a_sending": change(delivery, key=None),
    "mail_delivery_once_an_address": copy(
        lambda: delivery(sending=make_sending(), key=None), token=uuid.uuid4()
    ),
}
