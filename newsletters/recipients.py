"""Who gets an issue: readers of the chosen lists whom no earlier sending of it reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from mail.models import HELD_STATES, WAITING_STATES, Delivery, DeliveryState, SendingState
from mail.sendings import SendingRefused
from newsletters.audiences import ConditionRefused, readers_of, recipients_of
from newsletters.models import FormerAddress, IssueSending, MailingList, NewsletterIssuePage

# Whoever has it, or may have it, gets it in no second sending.
REACHED = [
    DeliveryState.SENT,
    DeliveryState.IN_FLIGHT,
    DeliveryState.LEASED,
    DeliveryState.PENDING,
    DeliveryState.DEFERRED,
]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many would get it now, and how many of the same readers have it already."""

    count: int
    had_it: int


def published(issue_key: UUID) -> dict[str, NewsletterIssuePage]:
    """The live pages of an issue by language, in the order of settings. One query."""
    pages = NewsletterIssuePage.objects.live().filter(translation_key=issue_key)
    by_language = {page.locale.language_code: page for page in pages.select_related("locale")}
    return {code: by_language[code] for code, _name in settings.LANGUAGES if code in by_language}


def recipients(
    issue_key: UUID,
    audience: dict[str, Any],
    lists: Sequence[MailingList],
    languages: Sequence[str],
    at: datetime,
    *,
    fallback: str,
) -> QuerySet[Any]:
    """Readers of `lists` and of the audience to whom it did not go yet, each once."""
    found = recipients_of(
        audience["conditions"],
        must_meet_all=audience["must_meet_all"],
        lists=lists,
        languages=languages,
        fallback=fallback,
        at=at,
    )
    return _who_lack_it(found, issue_key)


def read_outlook(
    issue_key: UUID, audience: dict[str, Any], lists: Sequence[MailingList], at: datetime
) -> Outlook:
    """Two queries, three where it went out before. Raises SendingRefused for a broken audience."""
    try:
        readers = readers_of(
            audience["conditions"], must_meet_all=audience["must_meet_all"], at=at, lists=lists
        )
    except ConditionRefused as refusal:
        raise SendingRefused(str(refusal)) from refusal
    if not IssueSending.objects.filter(issue_key=issue_key, sending__frozen_at__isnull=False):
        return Outlook(count=readers.count(), had_it=0)
    count = _who_lack_it(readers, issue_key).count()
    return Outlook(count=count, had_it=readers.count() - count)


def _who_lack_it(found: QuerySet[Any], issue_key: UUID) -> QuerySet[Any]:
    """Those whom no earlier sending of this issue reached, nor at a former address.

    What waits of a cancelled one goes to nobody any more, though the sweep may not have closed it.
    """
    reached = Delivery.objects.filter(
        sending__newsletter_sending__issue_key=issue_key,
        email_key=OuterRef("email_key"),
        state__in=REACHED,
    ).exclude(state__in=WAITING_STATES, sending__state=SendingState.CANCELLED)
    moved = FormerAddress.objects.filter(Exists(reached), reader=OuterRef("pk"))
    return found.filter(~Exists(reached), ~Exists(moved))


def held(issue_key: UUID, at: datetime) -> QuerySet[Delivery]:
    """What workers hold of cancelled sendings of this issue: it goes out, or is given back."""
    return Delivery.objects.filter(
        sending__newsletter_sending__issue_key=issue_key,
        sending__state=SendingState.CANCELLED,
        state__in=HELD_STATES,
        lease_expires_at__gte=at,
    )
