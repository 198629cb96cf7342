"""What a reader says of themselves: language, name, lists, which links work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from newsletters.models import (
    Deed,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    has_proved,
    own_reader,
)

from .joining import begin, subscribe
from .leaving import leave
from .letters import mail_link
from .proof import Proof, lock, record

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def change_preferences(
    *,
    reader: Reader,
    language: str,
    name: str,
    lists: Iterable[MailingList],
    offered: Iterable[MailingList],
    proof: Proof,
    at: datetime,
) -> None:
    """Get exactly `lists` among those `offered` on the page; the others stay as they are.

    Only for whoever proved that the address is theirs: what is ticked begins at once. Idempotent.
    """
    reader = lock(reader)
    if reader.erased_at:
        return
    if (reader.language, reader.name) != (language, name):
        reader.language, reader.name = language, name
        reader.save(update_fields=["language", "name"])
        record(reader, Deed.CHANGED, proof=proof, at=at)
    chosen = list(lists)
    rows = {row.mailing_list_id: row for row in reader.subscriptions.all()}
    new = [each for each in chosen if each.pk not in rows or not rows[each.pk].is_active()]
    Subscription.objects.bulk_create(
        Subscription(reader=reader, mailing_list=each, asked_at=at)
        for each in new
        if each.pk not in rows
    )
    begin(reader, new, proof=proof, at=at)
    gone = [each for each in offered if each not in chosen and _is_there(rows.get(each.pk))]
    leave(reader=reader, lists=gone, by=LeftBy.PREFERENCES, proof=proof, at=at)


def _is_there(row: Subscription | None) -> bool:
    return row is not None and (row.is_active() or row.is_waiting())


@transaction.atomic
def revoke_links(*, reader: Reader, proof: Proof, at: datetime) -> None:
    """Links of all mails until now open nothing any more; a new one is mailed."""
    reader = lock(reader)
    if reader.erased_at:
        return
    reader.links_revoked_at = at
    reader.save(update_fields=["links_revoked_at"])
    record(reader, Deed.REVOKED, proof=proof, at=at)
    mail_link(address=reader.email, at=at)


@transaction.atomic
def choose_own_lists(
    *,
    user: User,
    lists: Iterable[MailingList],
    offered: Iterable[MailingList],
    proof: Proof,
    at: datetime,
) -> bool:
    """What somebody who is signed in gets. False if a mail was sent that asks to confirm first.

    An address that the account has not proved is asked by mail, like everybody's.
    """
    reader = own_reader(user)
    if reader is None or reader.user_id != user.pk:
        chosen = list(lists)
        if not chosen and reader is None:
            return True
        is_proved = has_proved(user, user.email)
        reader = subscribe(
            address=user.email,
            lists=chosen,
            language=user.language,
            name=user.name,
            proof=proof,
            at=at,
            is_mailed=not is_proved,
        )
        if not is_proved:
            return False
        Reader.objects.filter(pk=reader.pk).update(user=user)
    change_preferences(
        reader=reader,
        language=user.language,
        name=user.name,
        lists=lists,
        offered=offered,
        proof=proof,
        at=at,
    )
    return True
