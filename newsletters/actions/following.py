"""A reader goes where the account goes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from mail.actions import readdress
from mail.addresses import email_key
from newsletters.models import Deed, FormerAddress, MailingList, Reader, has_proved, own_reader

from .joining import confirm
from .proof import Proof, lock, record

if TYPE_CHECKING:
    from users.models import User


def follow_account(*, user: User, former: str, proof: Proof, at: datetime) -> bool:
    """The account's address was `former` until now: its reader goes to the new one too.

    With their lists, language and proof, and with what waits for them. Nothing happens, and False
    is returned, where the reader had chosen another address than the account's, where the new one
    is not proved, or where another reader has it: those two stay as they are.
    """
    reader = Reader.objects.known().filter(user=user).first()
    if reader is None or reader.email_key != email_key(former) or not has_proved(user, user.email):
        return False
    if Reader.objects.filter(email_key=email_key(user.email)).exists():
        return False
    try:
        return _move(reader, address=user.email, proof=proof, at=at)
    except IntegrityError:
        # Somebody signed up with the new address at the same moment.
        return False


@transaction.atomic
def _move(reader: Reader, *, address: str, proof: Proof, at: datetime) -> bool:
    before = reader.email_key
    reader = lock(reader)
    if reader.email_key != before or reader.erased_at:
        return False
    FormerAddress.objects.create(reader=reader, email_key=before, until=at)
    reader.email, reader.email_key = address, email_key(address)
    reader.save(update_fields=["email", "email_key"])
    readdress(former_key=before, address=address)
    record(reader, Deed.MOVED, proof=proof, at=at)
    return True


@transaction.atomic
def confirm_own(*, user: User, keys: list[str], proof: Proof, at: datetime) -> list[MailingList]:
    """Let begin what was asked for at this account's own address; returns what began now.

    Only for an address that the account has proved: nobody else can say yes for it.
    """
    reader = own_reader(user)
    if reader is None or not has_proved(user, reader.email):
        return []
    lists = MailingList.objects.filter(key__in=keys)
    begun = confirm(reader=reader, lists=lists, proof=proof, at=at)
    if begun and reader.user_id != user.pk:
        Reader.objects.filter(pk=reader.pk).update(user=user)
    return begun
