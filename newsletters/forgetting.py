"""Sign-ups that nobody confirmed are forgotten: whoever typed an address may not own it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mail.models import Delivery
from mail.personal_data import erase_deliveries

from .actions.letters import LETTERS
from .models import (
    ConsentRecord,
    Deed,
    FormerAddress,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    SubscriptionQuerySet,
)

STEP: Final = 500
# Deeds of somebody who once agreed, or who must not be brought back by an import.
KEPT: Final = [Deed.CONFIRMED, Deed.IMPORTED, Deed.LEFT, Deed.MOVED]


def forget_unconfirmed(*, at: datetime, seconds: float) -> bool:
    """Go on for at most `seconds`. Whether something is left to do.

    What was asked for and not confirmed within `LMS_UNCONFIRMED_DAYS` days after it was asked last
    goes, with the proof that it was asked; so does a reader of whom nothing is left. They are not
    suppressed: they may sign up again. Safe to run twice and at once: each step locks its readers.
    """
    if not settings.LMS_UNCONFIRMED_DAYS:
        return False
    ends_at = time.monotonic() + seconds
    before = at - timedelta(days=settings.LMS_UNCONFIRMED_DAYS)
    after = 0
    while time.monotonic() < ends_at:
        last = _step(before, after=after, at=at)
        if last is None:
            return False
        after = last
        if connection.vendor == "sqlite":
            time.sleep(0.01)  # else no other process gets to write
    return True


@transaction.atomic
def _step(before: datetime, *, after: int, at: datetime) -> int | None:
    """The next readers; returns the last one's key, or None if there were none."""
    # An import adds to readers without locking them: it holds its list.
    list(MailingList.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    found = _waiting_in_vain(before).select_for_update(skip_locked=True)
    locked = list(found.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:STEP])
    if not locked:
        return None
    # Once more, now that they are held: some may have asked or confirmed at this moment.
    pks = list(_waiting_in_vain(before).filter(pk__in=locked).values_list("pk", flat=True))
    _take_back(_stale(before).filter(reader__in=pks))
    _forget_readers(pks, at)
    return locked[-1]


def _stale(before: datetime) -> SubscriptionQuerySet:
    """Never confirmed; or not again, by whoever was erased and came back as somebody new."""
    returned = Q(reader__confirmed_at=None, reader__erased_at=None, left_by=LeftBy.ERASURE)
    return Subscription.objects.filter(
        Q(confirmed_at=None, left_at=None) | (returned & Q(asked_at__gt=F("left_at"))),
        asked_at__lt=before,
    )


def _waiting_in_vain(before: datetime) -> QuerySet[Reader]:
    """Nothing was asked, and no letter that opens these pages was written, since then."""
    stale = _stale(before).filter(reader=OuterRef("pk"))
    written = Delivery.objects.filter(
        email_key=OuterRef("email_key"), template__in=LETTERS, created_at__gte=before
    )
    return Reader.objects.filter(Exists(stale), ~Exists(written))


def _take_back(stale: SubscriptionQuerySet) -> None:
    of_them = stale.filter(reader=OuterRef("reader"), mailing_list=OuterRef("mailing_list"))
    since = of_them.filter(Q(left_at=None) | Q(left_at__lt=OuterRef("at")))
    ConsentRecord.objects.filter(Exists(since), deed=Deed.ASKED).delete()
    stale.filter(left_at=None).delete()
    stale.update(asked_at=F("left_at"))


def _forget_readers(pks: list[int], at: datetime) -> None:
    """Delete those of whom nothing is left. Who had been erased is empty again, as before."""
    free = Reader.objects.filter(pk__in=pks, user=None)
    rows = Subscription.objects.filter(reader=OuterRef("pk"))
    kept = ConsentRecord.objects.filter(reader=OuterRef("pk"), deed__in=KEPT)
    former = FormerAddress.objects.filter(reader=OuterRef("pk"))
    gone = free.filter(~Exists(rows), ~Exists(kept), ~Exists(former))
    erased = free.filter(
        Exists(rows), ~Exists(rows.exclude(left_by=LeftBy.ERASURE)), confirmed_at=None
    )
    gone_pks, erased_pks = (list(each.values_list("pk", flat=True)) for each in (gone, erased))
    _wipe_letters([*gone_pks, *erased_pks], at)
    ConsentRecord.objects.filter(reader__in=gone_pks).delete()
    Reader.objects.filter(pk__in=gone_pks).delete()
    Reader.objects.filter(pk__in=erased_pks).update(email="", name="", erased_at=at)


def _wipe_letters(pks: list[int], at: datetime) -> None:
    """Not what else went to the address: it may be that of an account, or have been another's."""
    readers = Reader.objects.filter(pk__in=pks)
    theirs = readers.filter(email_key=OuterRef("email_key"), created_at__lte=OuterRef("created_at"))
    letters = Delivery.objects.filter(
        Exists(theirs), email_key__in=readers.values("email_key"), template__in=LETTERS
    )
    erase_deliveries(letters, at=at)
