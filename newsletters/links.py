"""The links of a mail: whom a delivery's token leads to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Case, Q, Subquery, Value, When

from mail.models import Delivery

from .models import FormerAddress, MailingList, Reader, is_link_alive


@dataclass(frozen=True, slots=True)
class ReaderLink:
    """`is_alive` is false where the reader revoked the links of that time, was erased, or gets mail
    at another address by now: the former mailbox may be somebody else's."""

    token: str
    delivery: Delivery
    reader: Reader
    is_alive: bool

    def lists(self) -> list[MailingList]:
        """The lists through which this mail came; all, if it was about none of them."""
        keys = [scope.removeprefix("list:") for scope in self.delivery.scopes.split()]
        found = MailingList.objects.filter(key__in=keys) if keys else MailingList.objects.all()
        return list(found)


def follow(token: str) -> ReaderLink | None:
    """The link of a newsletter's mail, or None: other mails' tokens lead nowhere. Two queries."""
    try:
        key = uuid.UUID(token)
    except ValueError:
        return None
    of_newsletters = Q(sending__isnull=False) | Q(template__startswith="newsletters/")
    delivery = Delivery.objects.filter(of_newsletters, token=key).first()
    if delivery is None:
        return None
    reader = _reader_of(delivery)
    if reader is None:
        return None
    is_alive = is_link_alive(reader, mailed_at=delivery.created_at)
    is_alive = is_alive and reader.email_key == delivery.email_key
    return ReaderLink(key.hex, delivery, reader, is_alive)


def _reader_of(delivery: Delivery) -> Reader | None:
    """Whoever had the address when the mail was written, else who has it. One query."""
    key = delivery.email_key
    had = FormerAddress.objects.filter(email_key=key, until__gte=delivery.created_at)
    former = Subquery(had.order_by("until").values("reader")[:1])
    former_first = Case(When(email_key=key, then=Value(1)), default=Value(0))
    return Reader.objects.filter(Q(pk=former) | Q(email_key=key)).order_by(former_first).first()
