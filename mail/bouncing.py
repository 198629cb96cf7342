"""What comes back about a delivery: each report once, scored, and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from .actions import suppress_key
from .models import (
    Bounce,
    BounceKind,
    BounceSource,
    Delivery,
    DeliveryState,
    Suppression,
)
from .outcome import Outcome
from .signals import bounce_recorded

SOFT_LIMIT = 3  # soft bounces of different days
SOFT_WINDOW = timedelta(days=90)


def record_refusal(row: Delivery, outcome: Outcome, *, at: datetime) -> None:
    """The server's answer to one recipient. Nothing where the message was to blame."""
    if outcome.is_bounce:
        kind = BounceKind.HARD if outcome.is_hard else BounceKind.POLICY
        record_bounce(delivery=row, kind=kind, status=outcome.status, reply=outcome.reply, at=at)


@transaction.atomic
def record_bounce(
    *,
    delivery: Delivery,
    kind: str,
    reply: str,
    at: datetime,
    status: str = "",
    source: str = BounceSource.SMTP,
    event: str | None = None,
) -> Bounce | None:
    """Write down what came back, and suppress where it says so. None if `event` is known already.

    A hard bounce and a complaint suppress at once, soft ones of three different days within 90
    days. A report about a message in doubt settles it: it was accepted.
    """
    values = {
        "delivery": delivery,
        "email_key": delivery.email_key,
        "kind": kind,
        "source": source,
        "status": status[:20],
        "reply": storable(reply)[:500],
        "recorded_at": at,
    }
    if event is None:
        bounce = Bounce.objects.create(**values)
    else:
        bounce, is_new = Bounce.objects.get_or_create(event=storable(event)[:200], defaults=values)
        if not is_new:
            return None
    settle(delivery=delivery, at=at)
    reason = _reason_to_suppress(bounce, at)
    if reason:
        suppress_key(email_key=bounce.email_key, reason=reason, note=bounce.reply)
    bounce_recorded.send(sender=Bounce, bounce=bounce)
    return bounce


def storable(text: str) -> str:
    """What others report, without what no database takes: NUL, and halves of letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def settle(*, delivery: Delivery, at: datetime) -> bool:
    """There is evidence that this message was accepted. False where that is known.

    Its worker may still hold it: then it finds that the lease is gone.
    """
    return bool(
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.IN_FLIGHT).update(
            state=DeliveryState.SENT, lease=None, lease_expires_at=None, sent_at=at
        )
    )


def _reason_to_suppress(bounce: Bounce, at: datetime) -> str:
    if bounce.kind == BounceKind.HARD:
        return Suppression.Reason.HARD_BOUNCE
    if bounce.kind == BounceKind.COMPLAINT:
        return Suppression.Reason.COMPLAINT
    if bounce.kind == BounceKind.SOFT:
        recent = Bounce.objects.filter(
            email_key=bounce.email_key, kind=BounceKind.SOFT, recorded_at__gt=at - SOFT_WINDOW
        )
        if len({when.date() for when in recent.values_list("recorded_at", flat=True)}) >= (
            SOFT_LIMIT
        ):
            return Suppression.Reason.SOFT_BOUNCES
    return ""
