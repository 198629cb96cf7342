"""What pages and mails say of the lists, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import caches

from users.models import User

from .models import MailingList, Reader, Subscription, has_proved

SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class ListLine:
    """`language` is that of the words, where they are not in the reader's own; else empty."""

    key: str
    name: str
    description: str
    language: str = ""


def offered_lists(language: str) -> tuple[ListLine, ...]:
    """The lists that anybody may join. No query within the minute; two at its start."""
    key = f"newsletter-lists:{language}"
    lines: tuple[ListLine, ...] | None = caches["pages"].get(key)
    if lines is None:
        lines = describe(MailingList.objects.offered(), language)
        caches["pages"].set(key, lines, SECONDS)
    return lines


def waiting_lists(user: User, reader: Reader | None, language: str) -> tuple[ListLine, ...]:
    """What was asked for at this account's address, and is not confirmed. Two queries at least.

    None where the account has not proved the address: nobody can say yes for it there.
    """
    if reader is None:
        return ()
    waiting = Subscription.objects.waiting().filter(reader=reader).values("mailing_list")
    lines = describe(MailingList.objects.filter(pk__in=waiting), language)
    return lines if lines and has_proved(user, reader.email) else ()


def describe(lists: Iterable[MailingList], language: str) -> tuple[ListLine, ...]:
    """These lists in this language, else in the site's first one, else by their key. Two queries
    for a QuerySet."""
    if hasattr(lists, "prefetch_related"):
        lists = lists.prefetch_related("texts")
    return tuple(_line(each, language) for each in lists)


def _line(mailing_list: MailingList, language: str) -> ListLine:
    texts = {text.language: text for text in mailing_list.texts.all()}
    for code in (language, settings.LANGUAGE_CODE):
        if code in texts:
            text = texts[code]
            other = "" if code == language else code
            return ListLine(mailing_list.key, text.name, text.description, other)
    return ListLine(mailing_list.key, mailing_list.key, "")
