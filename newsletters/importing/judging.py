"""What becomes of each row: asked for the dry run, and again at the moment of writing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from mail.models import Suppression
from newsletters.models import (
    FormerAddress,
    ImportOutcome,
    ImportRow,
    MailingList,
    Reader,
    Subscription,
)


def outcome_of_file(row: ImportRow, *, seen: Collection[str], today: date) -> ImportOutcome | None:
    """What the row alone decides; None where the database has to be asked. Pure."""
    if not row.email_key:
        return ImportOutcome.BAD_ADDRESS
    if row.email_key in seen:
        return ImportOutcome.REPEATED
    if row.consent_date is None or row.consent_date > today or not row.source:
        return ImportOutcome.NO_CONSENT
    return None


class Standing:
    """How the addresses of these keys stand to a list. Five queries.

    Whoever was erased left every list, also those that came after.
    """

    def __init__(self, keys: Collection[str], mailing_list: MailingList) -> None:
        stops = Suppression.objects.in_force().filter(email_key__in=keys)
        scopes = [Suppression.ALL, mailing_list.scope]
        found = stops.filter(scope__in=scopes).values_list("email_key", "scope")
        self._stopped = {key for key, scope in found if scope == Suppression.ALL}
        rows = Subscription.objects.filter(
            mailing_list=mailing_list, reader__email_key__in=keys
        ).values_list("reader__email_key", "confirmed_at", "left_at")
        self._left = {key for key, scope in found if scope != Suppression.ALL}
        self._left |= {key for key, _confirmed_at, left_at in rows if left_at}
        erased = Reader.objects.filter(email_key__in=keys, erased_at__isnull=False)
        self._left |= set(erased.values_list("email_key", flat=True))
        self._active = {key for key, confirmed_at, left_at in rows if confirmed_at and not left_at}
        # Who gets the list at a newer address gets no second copy at the former one.
        active = Subscription.objects.active().filter(mailing_list=mailing_list)
        former = FormerAddress.objects.filter(email_key__in=keys).values_list(
            "email_key", flat=True
        )
        self._left |= set(former.filter(reader__erased_at__isnull=False))
        self._active |= set(former.filter(reader__in=active.values("reader")))

    def outcome(self, key: str) -> ImportOutcome:
        """Who left is never brought back, whatever the file says."""
        if key in self._left:
            return ImportOutcome.LEFT
        if key in self._stopped:
            return ImportOutcome.STOPPED
        if key in self._active:
            return ImportOutcome.ALREADY
        return ImportOutcome.JOINS


def judge(rows: Iterable[ImportRow], mailing_list: MailingList) -> None:
    """Set the outcome of these rows, which all have an address."""
    rows = list(rows)
    standing = Standing({row.email_key for row in rows}, mailing_list)
    for row in rows:
        row.outcome = standing.outcome(row.email_key)
