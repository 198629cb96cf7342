"""A person's messages: what is handed to them, and what erasure leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from users.models import User

from .addresses import email_key
from .models import WAITING_STATES, Bounce, Delivery, DeliveryState, Suppression

# A worker that holds a row and has not marked it finds that it lost the lease.
UNSENT_STATES = [*WAITING_STATES, DeliveryState.LEASED]


def _theirs(user: User) -> Q:
    return Q(user=user) | Q(email_key=email_key(user.email))


def export(*, user: User, **kwargs: Any) -> tuple[str, list[dict[str, Any]]]:
    """Which messages went to this person, and when. Never the text of a secret one."""
    rows = Delivery.objects.filter(_theirs(user)).order_by("created_at")
    fields = ("template", "subject", "to_email", "state", "created_at", "sent_at")
    return "mail", list(rows.values(*fields))


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    """Stop what waits, and keep of the rest only that something was sent, and when."""
    _forget(Delivery.objects.filter(_theirs(user)), {email_key(user.email)}, at)
    _forget_answers_to(user.email)


def _forget_answers_to(address: str) -> None:
    """What they wrote to others stays, and names them no more as whom an answer reaches."""
    if not address:
        return
    rows = list(Delivery.objects.filter(sending=None, context__reply_to=address).only("context"))
    for row in rows:
        row.context = {**row.context, "reply_to": ""}
    Delivery.objects.bulk_update(rows, ["context"], batch_size=500)


def erase_address(*, address: str, at: datetime) -> None:
    """The same for somebody without an account, in the caller's transaction."""
    key = email_key(address)
    _forget(Delivery.objects.filter(email_key=key), {key}, at)


def erase_deliveries(rows: QuerySet[Delivery], *, at: datetime) -> None:
    """The same for these rows and for the addresses to which they went."""
    _forget(Delivery.objects.filter(pk__in=list(rows.values_list("pk", flat=True))), set(), at)


def _forget(rows: QuerySet[Delivery], keys: set[str], at: datetime) -> None:
    keys = {*keys, *rows.values_list("email_key", flat=True)}
    # Servers like to repeat the address in what they answer.
    Bounce.objects.filter(email_key__in=keys).update(reply="")
    Suppression.objects.filter(email_key__in=keys).update(note="")
    wiped = dict.fromkeys(("to_email", "to_name", "subject", "text", "html", "last_reply"), "")
    rows.filter(state__in=UNSENT_STATES).update(
        state=DeliveryState.SKIPPED, lease=None, lease_expires_at=None
    )
    rows.update(**wiped, context={}, user=None, wiped_at=at)
