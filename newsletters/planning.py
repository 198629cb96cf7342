"""Plan that an issue goes out, and let it go when its hour has come."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from core.doorbell import wake
from mail.models import OPEN_STATES, Sending, SendingState
from mail.sendings import SendingRefused, Words, start_sending
from newsletters.mailing import render_issue, track_links
from newsletters.models import Audience, IssueSending, MailingList, NewsletterIssuePage
from newsletters.personal_data import forget_erased
from newsletters.recipients import Outlook, held, published, read_outlook, recipients

if TYPE_CHECKING:
    from users.models import User

logger = logging.getLogger(__name__)
UNSUBSCRIBE = "/{language}/newsletter/unsubscribe/{token}/"


@dataclass(frozen=True, slots=True)
class Plan:
    """When, and to whom: readers of `lists`, narrowed by the audience.

    `token` is the form's: sent twice, it plans once.
    """

    audience: Audience
    lists: tuple[MailingList, ...]
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
    look_ahead(issue_key=issue_key, plan=plan, at=at)
    sending, is_new = Sending.objects.get_or_create(
        key=key,
        defaults={
            "title": (pages.get(plan.fallback_language) or next(iter(pages.values()))).title,
            "starts_at": max(plan.starts_at, at),
            "time_zone": plan.time_zone,
            "send_before": plan.send_before,
            "from_email": settings.LMS_NEWSLETTER_FROM,
            "reply_to": settings.LMS_NEWSLETTER_REPLY_TO,
            "list_id": _list_id(plan.lists),
            "unsubscribe_path": UNSUBSCRIBE,
            "fallback_language": plan.fallback_language,
            "created_by": by,
        },
    )
    planned, _is_new = IssueSending.objects.get_or_create(
        sending=sending, defaults={"issue_key": issue_key, "audience": plan.audience.as_copy()}
    )
    planned.lists.set(plan.lists)
    if is_new:
        said = {"audience": plan.audience.name, "lists": [each.key for each in plan.lists]}
        log(sending, "newsletters.plan_sending", user=by, data=said)
        wake("newsletters.start_due_sendings")
    return planned


def _lock(issue_key: UUID) -> None:
    """One at a time plans or starts an issue: two tabs at once would write to everybody twice.

    Its pages may be read meanwhile, and revisions of them saved.
    """
    pages = Page.objects.select_for_update(no_key=True).filter(translation_key=issue_key)
    list(pages.order_by("pk").values_list("pk"))


def look_ahead(*, issue_key: UUID, plan: Plan, at: datetime) -> Outlook:
    """Who would get it now. Raises SendingRefused where it cannot be planned."""
    pages = published(issue_key)
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
    found = read_outlook(issue_key, plan.audience.as_copy(), plan.lists, at)
    if not found.count and not held(issue_key, at).exists():
        raise SendingRefused(
            _("Nobody of this audience would get it: it is empty, or everybody has the issue.")
        )
    return found


def _list_id(lists: Sequence[MailingList]) -> str:
    """RFC 2919: the list's own where it goes to one, else the newsletter's."""
    domain = urlsplit(settings.LMS_SITE_URL).hostname or "localhost"
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
    if held(planned.issue_key, at).exists():
        return False
    sending, lists = planned.sending, list(planned.lists.all())
    outlook = read_outlook(planned.issue_key, planned.audience, lists, at)
    found = recipients(
        planned.issue_key,
        planned.audience,
        lists,
        [each.language for each in words],
        at,
        fallback=sending.fallback_language,
    )
    has_started = start_sending(sending=sending, recipients=found, words=words, at=at)
    if has_started:
        IssueSending.objects.filter(pk=planned.pk).update(had_it_count=outlook.had_it)
    return has_started


def _words(page: NewsletterIssuePage, language: str, planned: IssueSending) -> Words:
    rendered = render_issue(page)
    html, text = track_links(rendered.html, rendered.text, planned)
    return Words(language=language, subject=rendered.subject, html=html, text=text)
