"""Which reader an account has, and which addresses a reader had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from mail.addresses import email_key
from mail.models import Delivery

from .readers import Reader

if TYPE_CHECKING:
    from users.models import User


class FormerAddress(models.Model):
    """Where a reader got mail until `until`, before the account's address changed.

    What was sent there is theirs still; its links open nothing but a one-click unsubscribe, since
    the mailbox may be somebody else's by now.
    """

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="former_addresses")
    email_key = models.CharField(max_length=64, db_index=True)
    until = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.email_key[:8]}"


def own_reader(user: User) -> Reader | None:
    """The account's own reader, else the one under its address if it proved that. One query.

    An address is proved for one account alone: a reader who is tied to another one that had it
    before is this person's.
    """
    proved = _proved(user).filter(email__iexact=user.email)
    theirs = Q(user=user) | (Q(email_key=email_key(user.email)) & Exists(proved))
    first = Case(When(user=user, then=Value(0)), default=Value(1))
    return Reader.objects.known().filter(theirs).order_by(first).first()


def has_proved(user: User, address: str) -> bool:
    """Whether this account showed that it reads what comes to the address. One query."""
    return _proved(user).filter(email__iexact=address).exists()


def _proved(user: User) -> models.QuerySet[EmailAddress]:
    return EmailAddress.objects.filter(user=user, verified=True)


def is_kept_apart(user: User, reader: Reader | None) -> bool:
    """Whether another reader has the account's address. A query where this one has not."""
    key = email_key(user.email)
    if reader is None or reader.email_key == key:
        return False
    return Reader.objects.known().filter(email_key=key).exists()


def keys_of(reader: Reader) -> list[str]:
    """Of the reader's address, and of former ones that no other reader has by now. One query."""
    others = Reader.objects.filter(email_key=OuterRef("email_key"))
    former = reader.former_addresses.filter(~Exists(others))
    return [reader.email_key, *former.values_list("email_key", flat=True)]


def deliveries_of(reader: Reader) -> models.QuerySet[Delivery]:
    """What went to the reader, to former addresses too. One query before it is asked."""
    theirs = Q(email_key=reader.email_key)
    for former in reader.former_addresses.all():
        theirs |= Q(email_key=former.email_key, created_at__lte=former.until)
    return Delivery.objects.filter(theirs)
