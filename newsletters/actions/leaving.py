"""Leave lists, and perhaps say why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q

from mail.actions import leave_scopes
from newsletters.models import (
    Deed,
    LeavingReason,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    keys_of,
)

from .proof import Proof, lock, record


@transaction.atomic
def leave(
    *,
    reader: Reader,
    by: LeftBy,
    proof: Proof,
    at: datetime,
    lists: Iterable[MailingList] | None = None,
) -> list[MailingList]:
    """Stop these lists, or all; returns those that were left now. A second click: none.

    The ledger's suppression stops what is written already and not yet sent. A list that the
    reader never asked for is stopped too: they may have got it by another way.
    """
    reader = lock(reader)
    chosen = list(MailingList.objects.all() if lists is None else lists)
    if reader.erased_at or not chosen:
        return []
    rows = Subscription.objects.filter(reader=reader, mailing_list__in=chosen)
    staying = rows.filter(Q(left_at=None) | Q(asked_at__gt=F("left_at")))
    left = [row.mailing_list for row in staying.select_related("mailing_list")]
    staying.update(left_at=at, left_by=by, left_reason="")
    leave_scopes(email_keys=keys_of(reader), scopes=[each.scope for each in chosen])
    record(reader, Deed.LEFT, lists=left, proof=proof, at=at)
    return left


@transaction.atomic
def say_why_left(*, reader: Reader, reason: LeavingReason) -> bool:
    """Keep the reason with what was left last. False if a reason stands there already."""
    rows = Subscription.objects.filter(reader=reader, left_at__isnull=False)
    last = rows.aggregate(at=Max("left_at"))["at"]
    return bool(rows.filter(left_at=last, left_reason="").update(left_reason=reason))
