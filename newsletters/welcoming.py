"""The welcome series: whoever joined a list gets its messages, until they leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from mail.actions import write_delivery
from mail.models import Delivery, Priority

from .archive import published_issues
from .models import ConsentRecord, Deed, MailingList, Subscription, WelcomeMessage
from .plain_text import html_to_text
from .schedule import TOO_LATE, Step, due

TEMPLATE: Final = "newsletters/welcome"
CHUNK: Final = 500


def send_welcomes(*, at: datetime) -> int:
    """Queue what is due; returns how many. The key lets each reader get each message once.

    So twice at once is safe, and a lost run is made good by the next.
    """
    count = 0
    for mailing_list in MailingList.objects.filter(welcomes__isnull=False).distinct():
        series = _Series(mailing_list)
        after = 0
        while rows := list(series.candidates(at, after=after)[:CHUNK]):
            count += series.send(rows, at)
            after = rows[-1].pk
    return count


class _Series:
    """The messages of one list in all languages."""

    def __init__(self, mailing_list: MailingList) -> None:
        self.mailing_list = mailing_list
        self.messages: dict[UUID, dict[str, WelcomeMessage]] = defaultdict(dict)
        rows = WelcomeMessage.objects.filter(mailing_list=mailing_list).select_related("locale")
        for row in rows:
            self.messages[row.translation_key][row.locale.language_code] = row
        self.steps = [
            Step(key, each.number, each.days)
            for key, by_language in self.messages.items()
            for each in [next(iter(by_language.values()))]
        ]
        self._letters: dict[tuple[UUID, str], dict[str, Any]] = {}

    def candidates(self, at: datetime, *, after: int) -> QuerySet[Subscription]:
        """Who joined so that something may be due, and was not brought in by an import."""
        imported = ConsentRecord.objects.filter(
            reader=OuterRef("reader"),
            mailing_list=OuterRef("mailing_list"),
            deed=Deed.IMPORTED,
            at__gte=OuterRef("confirmed_at"),
        )
        windows = Q()
        for step in self.steps:
            latest = at - timedelta(days=step.days)
            windows |= Q(confirmed_at__lte=latest, confirmed_at__gt=latest - TOO_LATE)
        rows = Subscription.objects.active().filter(windows, mailing_list=self.mailing_list)
        rows = rows.filter(~Exists(imported), pk__gt=after, reader__erased_at=None)
        return rows.select_related("reader").order_by("pk")

    def send(self, rows: Iterable[Subscription], at: datetime) -> int:
        rows = list(rows)
        sent = self._sent(rows, at)
        count = 0
        for row in rows:
            assert row.confirmed_at is not None  # noqa: S101 (active ones are confirmed)
            had = sent[row.reader_id]
            step = due(self.steps, joined_at=row.confirmed_at, sent=had, at=at)
            count += step is not None and self._queue(row, step)
        return count

    def _sent(self, rows: list[Subscription], at: datetime) -> dict[int, dict[UUID, datetime]]:
        """Which of these messages each has got or is about to, and when. One query."""
        keys = {
            _key(step.key, row.reader_id): (row.reader_id, step.key)
            for row in rows
            for step in self.steps
        }
        found: dict[int, dict[UUID, datetime]] = defaultdict(dict)
        there = Delivery.objects.filter(key__in=keys).values_list("key", "created_at")
        for key, created_at in there:
            reader_id, step_key = keys[str(key)]
            found[reader_id][step_key] = created_at
        return found

    @transaction.atomic
    def _queue(self, row: Subscription, step: Step) -> bool:
        """False if they left at this moment."""
        still = Subscription.objects.select_for_update().active().filter(pk=row.pk)
        if not still.exists():
            return False
        reader = row.reader
        letter = self._letter(step.key, reader.language)
        write_delivery(
            key=_key(step.key, reader.pk),
            to_email=reader.email,
            language=reader.language,
            is_secret=False,
            fields={
                "template": TEMPLATE,
                "to_name": reader.name,
                "user_id": reader.user_id,
                "scopes": self.mailing_list.scope,
                "priority": Priority.BULK,
                "context": {**letter, "name": reader.name},
            },
        )
        return True

    def _letter(self, key: UUID, language: str) -> dict[str, Any]:
        """The message as plain values, in this language or else in the site's first one."""
        if (key, language) not in self._letters:
            by_language = self.messages[key]
            message = (
                by_language.get(language)
                or by_language.get(settings.LANGUAGE_CODE)
                or next(iter(by_language.values()))
            )
            html = _absolute(expand_db_html(message.body))
            self._letters[key, language] = {
                "subject": message.subject,
                "html": html,
                "text": html_to_text(html),
                "text_language": message.locale.language_code,
                "list": self.mailing_list.name_in(language),
                "issue": _latest_issue(language) if message.has_latest_issue else None,
                "unsubscribe_path": _unsubscribe_path(),
            }
        return self._letters[key, language]


def _key(step_key: UUID, reader_id: int) -> str:
    return f"welcome:{step_key.hex}:{reader_id}"


def _unsubscribe_path() -> str:
    """As `mail` fills it in: with the delivery's language and token."""
    first = settings.LANGUAGE_CODE
    with override(first):
        path = reverse("newsletters:unsubscribe", args=["TOKEN"])
    return path.replace(f"/{first}/", "/{language}/", 1).replace("TOKEN", "{token}")


def _absolute(html: str) -> str:
    """Links of the site itself have no host in the CMS."""
    return html.replace('href="/', f'href="{settings.LMS_SITE_URL}/')


def _latest_issue(language: str) -> dict[str, str] | None:
    """Title and address of the newest issue in this language, else in the first one."""
    for code in (language, settings.LANGUAGE_CODE):
        issue = published_issues().filter(locale__language_code=code).first()
        if issue is not None:
            url = issue.get_url() or ""
            if url.startswith("/"):
                url = f"{settings.LMS_SITE_URL}{url}"
            return {"title": issue.title, "url": url, "language": code}
    return None
