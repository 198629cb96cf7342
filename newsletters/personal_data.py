"""What the newsletter knows of a person, and what erasure leaves."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mail.actions import leave_scopes
from mail.addresses import email_key
from mail.models import Sending
from mail.personal_data import erase_address, erase_deliveries
from users.models import User

from .actions.proof import lock
from .models import (
    ConsentRecord,
    ImportRow,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    deliveries_of,
    keys_of,
)

SUBSCRIPTION = ("mailing_list__key", "asked_at", "confirmed_at", "left_at", "left_by")
MAIL = ("sending__title", "template", "to_email", "state", "created_at", "sent_at")
CONSENT = ("deed", "at", "mailing_list__key", "source", "wording", "language")


def _theirs(user: User) -> QuerySet[Reader]:
    """Tied to the account, or under an address of theirs that they did not fail to prove."""
    addresses = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    proved = {address for address, is_verified in addresses.items() if is_verified}
    if addresses.get(user.email, True):
        proved.add(user.email)
    keys = {email_key(address) for address in proved}
    return Reader.objects.filter(Q(user=user) | Q(email_key__in=keys))


def export(*, user: User, **kwargs: Any) -> tuple[str, list[dict[str, Any]]]:
    """Address, lists and the whole proof of consent. Five queries for each address."""
    return "newsletters", [
        {
            "email": reader.email,
            "name": reader.name,
            "language": reader.language,
            "confirmed_at": reader.confirmed_at,
            "links_revoked_at": reader.links_revoked_at,
            "lists": list(
                Subscription.objects.filter(reader=reader).values(*SUBSCRIPTION, "left_reason")
            ),
            "mails_to_former_addresses": list(
                deliveries_of(reader).exclude(email_key=reader.email_key).values(*MAIL)
            ),
            "proof": list(ConsentRecord.objects.filter(reader=reader).values(*CONSENT)),
        }
        for reader in _theirs(user)
    ]


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    for reader in _theirs(user).filter(erased_at=None):
        erase_reader(reader=reader, at=at)


@transaction.atomic
def erase_reader(*, reader: Reader, at: datetime) -> None:
    """Leave every list for good, and keep only the key of the address. Idempotent.

    The key lets an import know somebody who wants nothing. The proof keeps wording and time;
    that of an import, whose words somebody else wrote, only time.
    """
    reader = lock(reader)  # as every verb begins: two that wait for each other would both fail
    if not reader.email:
        return
    keys = keys_of(reader)
    leave_scopes(email_keys=keys, scopes=[each.scope for each in MailingList.objects.all()])
    Subscription.objects.filter(reader=reader, left_at=None).update(
        left_at=at, left_by=LeftBy.ERASURE
    )
    ImportRow.objects.filter(email_key__in=keys).update(email="", name="", note="")
    # A file's name may be that of a person, and so may what stands in its rows.
    records = ConsentRecord.objects.filter(reader=reader)
    records.filter(source__startswith="import:").update(source="import", wording="")
    erase_deliveries(deliveries_of(reader), at=at)
    erase_address(address=reader.email, at=at)
    # Once more: a sending that started at the same moment has written its rows by then, or sees
    # that the reader is erased (`forget_erased`).
    transaction.on_commit(partial(erase_address, address=reader.email, at=at))
    Reader.objects.filter(pk=reader.pk).update(
        email="", name="", user=None, erased_at=at, links_revoked_at=at
    )


def forget_erased(*, sending: Sending, at: datetime) -> None:
    """Wipe the rows of whoever was erased while this sending's readers were written down."""
    erased = Reader.objects.filter(erased_at__isnull=False, email_key=OuterRef("email_key"))
    rows = sending.deliveries.filter(Exists(erased)).exclude(to_email="")
    for address in rows.values_list("to_email", flat=True):
        erase_address(address=address, at=at)
