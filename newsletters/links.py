"""The links of a mail: whom a delivery's token leads to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Case, Q, Subquery, Value, When

from mail.models import Delivery

from .actions.letters import LETTERS
from .models import FormerAddress, MailingList, Reader, is_link_alive


@dataclass(frozen=True, slots=True)
class ReaderLink:
    """`is_alive` is false where the reader revoked the links of that time, was erased or forgotten,
    or gets mail at another address by now: the former mailbox may be somebody else's."""

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
    delivery = _delivery(token)
    if delivery is None:
        return None
    reader = _reader_of(delivery)
    if reader is None:
        return None
    is_alive = is_link_alive(reader, mailed_at=delivery.created_at)
    is_alive = is_alive and reader.email_key == delivery.email_key and delivery.wiped_at is None
    return ReaderLink(delivery.token.hex, delivery, reader, is_alive)


def is_too_old(token: str) -> bool:
    """Whether a letter with this token was wiped because nobody confirmed. Two queries."""
    delivery = _delivery(token)
    if delivery is None or delivery.wiped_at is None or delivery.template not in LETTERS:
        return False
    reader = _reader_of(delivery)
    revoked_at = reader.links_revoked_at if reader is not None else None
    return revoked_at is None or delivery.created_at > revoked_at  # else they were erased


def _delivery(token: str) -> Delivery | None:
    try:
        key = uuid.UUID(token)
    except ValueError:
        return None
    of_newsletters = Q(sending__isnull=False) | Q(template__startswith="newsletters/")
    return Delivery.objects.filter(of_newsletters, token=key).first()


def _reader_of(delivery: Delivery) -> Reader | None:
    """Whoever had the address when the mail was written, else who has it. One query."""
    key = delivery.email_key
    had = FormerAddress.objects.filter(email_key=key, until__gte=delivery.created_at)
    former = Subquery(had.order_by("until").values("reader")[:1])
    former_first = Case(When(email_key=key, then=Value(1)), default=Value(0))
    return Reader.objects.filter(Q(pk=former) | Q(email_key=key)).order_by(former_first).first()
