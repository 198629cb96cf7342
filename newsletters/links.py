"""The links of a mail: whom a delivery's token leads to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from mail.models import Delivery

from .models import MailingList, Reader, is_link_alive


@dataclass(frozen=True, slots=True)
class ReaderLink:
    """`is_alive` is false where the reader revoked the links of that time, or was erased."""

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
    reader = Reader.objects.filter(email_key=delivery.email_key).first()
    if reader is None:
        return None
    is_alive = is_link_alive(reader, mailed_at=delivery.created_at)
    return ReaderLink(key.hex, delivery, reader, is_alive)
