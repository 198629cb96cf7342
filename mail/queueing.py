"""Queue many messages in a few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core.doorbell import wake

from .addresses import check_address, email_key
from .models import Delivery, Priority, Suppression

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Letter:
    """As the arguments of `queue_delivery`; a secret one says until when its link works.

    `useful_until`: what could not leave by then, for example while the relay was away, never does.
    """

    key: str
    template: str
    user: User
    context: dict[str, Any] = field(default_factory=dict)
    secret_until: datetime | None = None
    useful_until: datetime | None = None


def queue_many(letters: Iterable[Letter]) -> None:
    """Write these messages to people with an account into the ledger; the same key writes once.

    One query, so it is all or nothing without a transaction of its own. They are never before
    anybody's reset or confirmation. Raises AddressRefused.
    """
    now = timezone.now()
    rows = [_row(letter, now) for letter in letters]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        wake("mail.send_deliveries")


def _row(letter: Letter, now: datetime) -> Delivery:
    address = check_address(letter.user.email)
    return Delivery(
        key=letter.key,
        template=letter.template,
        language=letter.user.language,
        to_email=address,
        to_name=letter.user.name,
        email_key=email_key(address),
        user=letter.user,
        context=letter.context,
        is_secret=letter.secret_until is not None,
        expires_at=letter.secret_until or letter.useful_until,
        priority=Priority.TRANSACTIONAL,
        next_attempt_at=now,
    )


def stopped_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses to which no mail goes any more. One query."""
    by_key = {email_key(address): address for address in addresses}
    stopped = Suppression.objects.in_force().filter(
        scope=Suppression.ALL, email_key__in=by_key.keys()
    )
    return {by_key[key] for key in stopped.values_list("email_key", flat=True)}
