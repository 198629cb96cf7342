"""Verbs of the ledger: queue, call back, suppress, lift, settle a doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from core.doorbell import wake

from .addresses import check_address, email_key
from .models import (
    WAITING_STATES,
    Delivery,
    DeliveryState,
    Priority,
    SendingState,
    Suppression,
)
from .sendings import reopen

if TYPE_CHECKING:
    from users.models import User

SECRET_LIFETIME = timedelta(hours=24)
KEYS_AT_ONCE = 500


def queue_delivery(
    *,
    key: str,
    template: str,
    language: str,
    to_email: str,
    to_name: str = "",
    user: User | None = None,
    context: dict[str, Any] | None = None,
    is_secret: bool = False,
) -> Delivery:
    """Write a message into the ledger, in the caller's transaction; the same key writes it once.

    `template` names a folder `email/<template>/` with subject.txt, body.txt and body.html;
    `context` holds plain JSON values. Raises AddressRefused.
    """
    return write_delivery(
        key=key,
        to_email=to_email,
        language=language,
        is_secret=is_secret,
        fields={"template": template, "to_name": to_name, "user": user, "context": context or {}},
    )


@transaction.atomic
def write_delivery(
    *, key: str, to_email: str, language: str, is_secret: bool, fields: dict[str, Any]
) -> Delivery:
    """Write a row with these fields, once for each key, and ring for the pump."""
    address = check_address(to_email)
    now = timezone.now()
    delivery, is_new = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "to_email": address,
            "email_key": email_key(address),
            "language": language,
            "is_secret": is_secret,
            "priority": Priority.SECURITY if is_secret else Priority.TRANSACTIONAL,
            "expires_at": now + SECRET_LIFETIME if is_secret else None,
            "next_attempt_at": now,
            **fields,
        },
    )
    if is_new:
        wake("mail.send_deliveries")
    return delivery


def suppress(
    *, address: str, reason: str, scope: str = Suppression.ALL, note: str = ""
) -> Suppression:
    """Stop mail to this address in `scope`. Idempotent."""
    return suppress_key(email_key=email_key(address), reason=reason, scope=scope, note=note)


@transaction.atomic
def suppress_key(
    *, email_key: str, reason: str, scope: str = Suppression.ALL, note: str = ""
) -> Suppression:
    """As `suppress`, where the address itself is known no more."""
    suppression, _is_new = Suppression.objects.get_or_create(
        email_key=email_key,
        scope=scope,
        lifted_at=None,
        defaults={"reason": reason, "note": note[:500]},
    )
    return suppression


def leave_scopes(*, email_keys: Iterable[str], scopes: Iterable[str]) -> None:
    """The owner of the addresses of these keys left these lists. Idempotent; one query."""
    scopes = list(scopes)
    Suppression.objects.bulk_create(
        [
            Suppression(email_key=key, scope=scope, reason=Suppression.Reason.LEFT)
            for key in email_keys
            for scope in scopes
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def readdress(*, former_key: str, address: str) -> None:
    """What waits of sendings for a former address goes to this one; what stopped lists, too.

    A message that a worker holds arrives at the former one.
    """
    key = email_key(address)
    stops = Suppression.objects.in_force().filter(email_key=former_key)
    left = stops.exclude(scope=Suppression.ALL).values_list("scope", flat=True)
    leave_scopes(email_keys=[key], scopes=left)
    there = Delivery.objects.filter(email_key=key, sending__isnull=False)
    waiting = Delivery.objects.filter(
        email_key=former_key, sending__isnull=False, state__in=WAITING_STATES
    )
    waiting.exclude(sending__in=there.values("sending")).update(to_email=address, email_key=key)


@transaction.atomic
def lift_suppression(*, suppression: Suppression, by: User, at: datetime) -> bool:
    """Let mail go to this address again. False if somebody did so before."""
    lifted = Suppression.objects.filter(pk=suppression.pk, lifted_at=None).update(
        lifted_at=at, lifted_by=by
    )
    if lifted:
        log(suppression, "mail.lift_suppression", user=by)
    return bool(lifted)


@transaction.atomic
def lift_scope(*, address: str, scope: str, at: datetime) -> bool:
    """Its owner asked for this list again. Never lifts what stops all mail."""
    rows = Suppression.objects.in_force().filter(email_key=email_key(address), scope=scope)
    return bool(rows.exclude(scope=Suppression.ALL).update(lifted_at=at))


def call_back(*, prefix: str) -> int:
    """Messages whose key begins so, and that have not left, are not sent. Returns how many.

    One that a worker holds arrives. Idempotent.
    """
    rows = Delivery.objects.transactional().filter(state__in=WAITING_STATES, key__startswith=prefix)
    return rows.update(state=DeliveryState.SKIPPED, last_reply="Taken back")


def skip_waiting(*, templates: Iterable[str], name: str, values: Iterable[int]) -> int:
    """Messages of these templates that wait still are never sent: a newer one says it. How many.

    Those whose context says one of these values under this name. What a worker has in its hands
    goes. One query, which reads what waits alone.
    """
    rows = Delivery.objects.transactional().filter(
        state__in=WAITING_STATES,
        template__in=list(templates),
        **{f"context__{name}__in": list(values)},
    )
    return rows.update(state=DeliveryState.SKIPPED, last_reply="Outdated.")


@transaction.atomic
def forget_words(*, keys: Iterable[str], name: str) -> None:
    """What these messages say under `name` goes from the ledger, since somebody whom it names is
    erased. What waits is never sent; what has left has left. Three queries for 500."""
    wanted = list(keys)
    for first in range(0, len(wanted), KEYS_AT_ONCE):
        some = wanted[first : first + KEYS_AT_ONCE]
        rows = Delivery.objects.transactional().filter(key__in=some)
        rows.filter(state__in=WAITING_STATES).update(
            state=DeliveryState.SKIPPED, last_reply="Outdated."
        )
        told = list(rows.only("context"))
        for row in told:
            row.context = {**row.context, name: ""}
        Delivery.objects.bulk_update(told, ["context"])


@transaction.atomic
def send_again(*, delivery: Delivery, by: User, at: datetime) -> bool:
    """Let a failed or doubtful message go once more. False if its state changed meanwhile.

    One of a cancelled sending does not: it would count as left out, and may have arrived.
    """
    can_go = Delivery.objects.filter(pk=delivery.pk, wiped_at=None)
    can_go = can_go.exclude(sending__state=SendingState.CANCELLED)
    changed = (can_go.in_doubt(at) | can_go.filter(state=DeliveryState.FAILED)).update(
        state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at
    )
    if changed:
        log(delivery, "mail.send_again", user=by)
        if delivery.sending is not None:
            reopen(delivery.sending)
        wake("mail.send_deliveries")
    return bool(changed)


@transaction.atomic
def leave(*, delivery: Delivery, by: User, at: datetime) -> bool:
    """Count a doubtful message as sent. False if its state changed meanwhile."""
    changed = Delivery.objects.filter(pk=delivery.pk).count_doubtful_as_sent(at)
    if changed:
        log(delivery, "mail.leave", user=by)
    return bool(changed)
