"""Plan that an issue goes out, and let it go when its hour has come."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from core.doorbell import wake
from mail.models import (
    HELD_STATES,
    OPEN_STATES,
    WAITING_STATES,
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
)
from mail.sendings import SendingRefused, Words, start_sending
from newsletters.audiences import ConditionRefused, named_lists, recipients_of
from newsletters.mailing import render_issue, track_links
from newsletters.models import Audience, FormerAddress, IssueSending, NewsletterIssuePage
from newsletters.personal_data import forget_erased

if TYPE_CHECKING:
    from users.models import User

logger = logging.getLogger(__name__)
UNSUBSCRIBE = "/{language}/newsletter/unsubscribe/{token}/"
# Whoever has it, or may have it, gets it in no second sending.
REACHED = [
    DeliveryState.SENT,
    DeliveryState.IN_FLIGHT,
    DeliveryState.LEASED,
    DeliveryState.PENDING,
    DeliveryState.DEFERRED,
]


@dataclass(frozen=True, slots=True)
class Plan:
    """When, and to whom. `token` is the form's: sent twice, it plans once."""

    audience: Audience
    starts_at: datetime
    time_zone: str
    token: UUID
    fallback_language: str = "en"
    send_before: datetime | None = None


@transaction.atomic
def plan_sending(*, issue_key: UUID, plan: Plan, by: User, at: datetime) -> IssueSending:
    """Schedule the issue. Idempotent by the plan's token.

    Raises SendingRefused where nobody would get it, where no language is published, or while it
    is on its way already.
    """
    key = f"newsletter:{issue_key}:{plan.token}"
    _lock(issue_key)
    planned = IssueSending.objects.filter(sending__key=key).first()
    if planned is not None:
        return planned
    pages = published(issue_key)
    _check(issue_key, pages, plan, at)
    audience = {
        "name": plan.audience.name,
        "must_meet_all": plan.audience.must_meet_all,
        "conditions": plan.audience.conditions,
    }
    sending, is_new = Sending.objects.get_or_create(
        key=key,
        defaults={
            "title": (pages.get(plan.fallback_language) or next(iter(pages.values()))).title,
            "starts_at": max(plan.starts_at, at),
            "time_zone": plan.time_zone,
            "send_before": plan.send_before,
            "from_email": settings.LMS_NEWSLETTER_FROM,
            "reply_to": settings.LMS_NEWSLETTER_REPLY_TO,
            "list_id": _list_id(plan.audience),
            "unsubscribe_path": UNSUBSCRIBE,
            "fallback_language": plan.fallback_language,
            "created_by": by,
        },
    )
    planned, _is_new = IssueSending.objects.get_or_create(
        sending=sending, defaults={"issue_key": issue_key, "audience": audience}
    )
    if is_new:
        log(sending, "newsletters.plan_sending", user=by, data={"audience": plan.audience.name})
        wake("newsletters.start_due_sendings")
    return planned


def _lock(issue_key: UUID) -> None:
    """One at a time plans or starts an issue: two tabs at once would write to everybody twice.

    Its pages may be read meanwhile, and revisions of them saved.
    """
    pages = Page.objects.select_for_update(no_key=True).filter(translation_key=issue_key)
    list(pages.order_by("pk").values_list("pk"))


def published(issue_key: UUID) -> dict[str, NewsletterIssuePage]:
    """The live pages of an issue by language, in the order of settings. One query."""
    pages = NewsletterIssuePage.objects.live().filter(translation_key=issue_key)
    by_language = {page.locale.language_code: page for page in pages.select_related("locale")}
    return {code: by_language[code] for code, _name in settings.LANGUAGES if code in by_language}


def recipients(
    issue_key: UUID, audience: dict[str, Any], languages: list[str], at: datetime, *, fallback: str
) -> QuerySet[Any]:
    """Those of the audience whom no earlier sending of this issue reached, nor at a former address.

    What waits of a cancelled one goes to nobody any more, though the sweep may not have closed it.
    """
    reached = Delivery.objects.filter(
        sending__newsletter_sending__issue_key=issue_key,
        email_key=OuterRef("email_key"),
        state__in=REACHED,
    ).exclude(state__in=WAITING_STATES, sending__state=SendingState.CANCELLED)
    moved = FormerAddress.objects.filter(Exists(reached), reader=OuterRef("pk"))
    found = recipients_of(
        audience["conditions"],
        must_meet_all=audience["must_meet_all"],
        languages=languages,
        fallback=fallback,
        at=at,
    )
    return found.filter(~Exists(reached), ~Exists(moved))


def _held(issue_key: UUID, at: datetime) -> QuerySet[Delivery]:
    """What workers hold of cancelled sendings of this issue: it goes out, or is given back."""
    return Delivery.objects.filter(
        sending__newsletter_sending__issue_key=issue_key,
        sending__state=SendingState.CANCELLED,
        state__in=HELD_STATES,
        lease_expires_at__gte=at,
    )


def _check(
    issue_key: UUID, pages: dict[str, NewsletterIssuePage], plan: Plan, at: datetime
) -> None:
    if plan.fallback_language not in pages:
        raise SendingRefused(
            _(
                "The issue is not published in the language for whoever reads in no other. "
                "Publish it, or choose another language."
            )
        )
    on_its_way = IssueSending.objects.filter(issue_key=issue_key, sending__state__in=OPEN_STATES)
    if on_its_way.exists():
        raise SendingRefused(
            _("This issue is planned or on its way already. Let that sending end, or cancel it.")
        )
    audience = {
        "conditions": plan.audience.conditions,
        "must_meet_all": plan.audience.must_meet_all,
    }
    try:
        found = recipients(issue_key, audience, list(pages), at, fallback=plan.fallback_language)
    except ConditionRefused as refusal:
        raise SendingRefused(str(refusal)) from refusal
    if not found.exists() and not _held(issue_key, at).exists():
        raise SendingRefused(
            _("Nobody of this audience would get it: it is empty, or everybody has the issue.")
        )


def _list_id(audience: Audience) -> str:
    """RFC 2919: the list's own where the audience is of one list, else the newsletter's."""
    domain = urlsplit(settings.LMS_SITE_URL).hostname or "localhost"
    lists = named_lists(audience.conditions, must_meet_all=audience.must_meet_all)
    return f"{lists[0].key if len(lists) == 1 else 'newsletter'}.{domain}"


def start_due_sendings(*, at: datetime) -> int:
    """Let those go whose hour has come. Returns how many started.

    Safe to run twice and at once. One that cannot be rendered stays scheduled, says why, and is
    tried again with the next look; so is one whose issue a worker holds of a cancelled sending.
    """
    due = IssueSending.objects.filter(sending__in=Sending.objects.due(at))
    return sum(_start(each, at) for each in due.select_related("sending"))


def _start(planned: IssueSending, at: datetime) -> bool:
    sending = planned.sending
    pages = published(planned.issue_key)
    try:
        if sending.fallback_language not in pages:
            raise SendingRefused(_("The issue is published no more. Publish it, or cancel."))
        # Rendering writes to the cache, which may be a table: no row of it is held while freezing.
        words = [_words(page, language, planned) for language, page in pages.items()]
        has_started = _freeze(planned, words, at)
    except Exception as error:
        logger.exception("Sending %s cannot start", sending.pk)
        Sending.objects.filter(pk=sending.pk, state=SendingState.SCHEDULED).update(
            paused_because=f"{error}"[:500]
        )
        return False
    if has_started:
        forget_erased(sending=sending, at=at)
    return has_started


@transaction.atomic
def _freeze(planned: IssueSending, words: list[Words], at: datetime) -> bool:
    """False where it started before, or where a cancelled one is not quite over.

    What a worker had in its hands then is settled within a lease: a reader to whom it did not go
    after all is not left out.
    """
    _lock(planned.issue_key)
    if _held(planned.issue_key, at).exists():
        return False
    found = recipients(
        planned.issue_key,
        planned.audience,
        [each.language for each in words],
        at,
        fallback=planned.sending.fallback_language,
    )
    return start_sending(sending=planned.sending, recipients=found, words=words, at=at)


def _words(page: NewsletterIssuePage, language: str, planned: IssueSending) -> Words:
    rendered = render_issue(page)
    html, text = track_links(rendered.html, rendered.text, planned)
    return Words(language=language, subject=rendered.subject, html=html, text=text)
