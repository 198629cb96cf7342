"""Ask for lists, and confirm that one did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.doorbell import wake
from mail.actions import lift_scope
from mail.addresses import check_address, email_key
from newsletters.models import ConsentRecord, Deed, MailingList, Reader, Subscription

from .letters import ask_to_confirm, tell_subscribed
from .proof import Proof, lock, record

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def subscribe(
    *,
    address: str,
    lists: Iterable[MailingList],
    language: str,
    proof: Proof,
    at: datetime,
    name: str = "",
    is_mailed: bool = True,
) -> Reader:
    """Write down that somebody asked, and mail the address the link that confirms it.

    Nothing goes to the address before. One that gets these lists already is told so by mail, so
    that the page can say the same to everybody. Within ten minutes nothing is written or mailed
    twice. `is_mailed=False` where the address is confirmed in another way. Raises AddressRefused.
    """
    lists = list(lists)
    reader = _found(check_address(address), name=name, language=language, at=at)
    rows = {row.mailing_list_id: row for row in reader.subscriptions.all()}
    wanted = [each for each in lists if each.pk not in rows or not rows[each.pk].is_active()]
    new = [each for each in wanted if each.pk not in rows or not rows[each.pk].is_waiting()]
    for mailing_list in new:
        Subscription.objects.update_or_create(
            reader=reader, mailing_list=mailing_list, defaults={"asked_at": at}
        )
    has_gone = is_mailed and _mail(reader, is_new=bool(wanted), at=at)
    record(reader, Deed.ASKED, lists=wanted if has_gone else new, proof=proof, at=at)
    return reader


def _found(address: str, *, name: str, language: str, at: datetime) -> Reader:
    """The locked reader of this address. What a confirmed one said of themselves stays."""
    # Held by the same query that finds it: one that is being forgotten is found no more.
    reader, _is_new = Reader.objects.select_for_update().get_or_create(
        email_key=email_key(address),
        defaults={"email": address, "name": name, "language": language},
    )
    if reader.erased_at:
        # Whoever was erased comes back as somebody new: links of their former mails stay dead.
        reader.email, reader.erased_at, reader.confirmed_at = address, None, None
        reader.links_revoked_at = at
    if reader.confirmed_at is None:
        reader.language, reader.name = language, name or reader.name
    reader.save()
    return reader


def _mail(reader: Reader, *, is_new: bool, at: datetime) -> bool:
    rows = Subscription.objects.filter(reader=reader)
    named = rows.waiting() if is_new else rows.active()
    write = ask_to_confirm if is_new else tell_subscribed
    return write(reader, MailingList.objects.filter(pk__in=named.values("mailing_list")), at=at)


@transaction.atomic
def confirm(
    *, reader: Reader, lists: Iterable[MailingList], proof: Proof, at: datetime
) -> list[MailingList]:
    """Let what was asked for begin; returns the lists that began now. A second click: none."""
    reader = lock(reader)
    waiting = Subscription.objects.waiting().filter(reader=reader, mailing_list__in=list(lists))
    begun = [row.mailing_list for row in waiting.select_related("mailing_list")]
    begin(reader, begun, proof=proof, at=at)
    return begun


def begin(reader: Reader, lists: list[MailingList], *, proof: Proof, at: datetime) -> None:
    """Each of these lists comes from now on, also one that the reader had left. Locked already."""
    if not lists or reader.erased_at:
        return
    Subscription.objects.filter(reader=reader, mailing_list__in=lists).update(
        confirmed_at=at, left_at=None, left_by="", left_reason=""
    )
    for mailing_list in lists:
        lift_scope(address=reader.email, scope=mailing_list.scope, at=at)
    if reader.confirmed_at is None:
        Reader.objects.filter(pk=reader.pk).update(confirmed_at=at)
    record(reader, Deed.CONFIRMED, lists=lists, proof=proof, at=at)
    wake("newsletters.send_welcomes")


@transaction.atomic
def confirm_by_account(*, user: User, address: str, proof: Proof, at: datetime) -> bool:
    """The address was confirmed for this account: so is what was asked for while making it.

    Not what somebody else asked for in the name of this address: that has a mail of its own.
    """
    reader = Reader.objects.known().filter(email_key=email_key(address)).first()
    if reader is None:
        return False
    reader = lock(reader)
    if reader.user_id != user.pk and not Reader.objects.filter(user=user).exists():
        reader.user = user
        reader.save(update_fields=["user"])
    asked = ConsentRecord.objects.filter(reader=reader, by=user, deed=Deed.ASKED)
    lists = MailingList.objects.filter(pk__in=asked.values("mailing_list"))
    return bool(confirm(reader=reader, lists=lists, proof=proof, at=at))
