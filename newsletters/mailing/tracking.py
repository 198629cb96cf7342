"""Links that count how often they were opened, and never by whom."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from html import escape, unescape

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from mail.slots import CLOSE, OPEN
from newsletters.models import IssueSending, Link

LONGEST = 2000  # bytes: an index of PostgreSQL holds no more than 2,704
_HREF = re.compile(r'\bhref="(https?://[^"]+)"')
# In brackets an address ends where they end. Else what is not ASCII may be the sentence around
# it, which Chinese and Japanese write without a space: there an address is left as it is.
_ADDRESS = re.compile(r"<(https?://[^\s<>]+)>|(https?://[!-;=?-~]++)(?![^\s<>])")
_PUNCTUATION = ".,;:!?'\""


def track_links(html: str, text: str, issue_sending: IssueSending) -> tuple[str, str]:
    """Both texts with counting addresses in place of pages'. Idempotent for each sending.

    A link of a reader holds a slot and stays as it is; so does an address of 2,000 bytes and more.
    Three queries, however many links.
    """
    found = [unescape(address) for address in _HREF.findall(html)]
    found += [inner or _trimmed(bare) for inner, bare in _ADDRESS.findall(text)]
    counted = _counted(issue_sending, filter(_may_count, found))
    return _in_html(html, counted.get), _in_text(text, counted.get)


def _may_count(address: str) -> bool:
    is_a_readers = OPEN in address or CLOSE in address
    is_counted = address.startswith(_counting("x").removesuffix("x/"))
    return not is_a_readers and not is_counted and len(address.encode()) < LONGEST


def _counting(code: str) -> str:
    """The address that counts and leads on."""
    return settings.LMS_SITE_URL.rstrip("/") + reverse("newsletter-links:go", args=[code])


@transaction.atomic
def _counted(issue_sending: IssueSending, addresses: Iterable[str]) -> dict[str, str]:
    """For each address the one that counts; a sending counts an address once, in all languages."""
    wanted = set(addresses)
    links = Link.objects.filter(issue_sending=issue_sending, url__in=wanted)
    missing = wanted - set(links.values_list("url", flat=True))
    Link.objects.bulk_create(
        [
            Link(issue_sending=issue_sending, url=url, code=secrets.token_urlsafe(12))
            for url in sorted(missing)
        ],
        ignore_conflicts=True,
    )
    return {url: _counting(code) for url, code in links.values_list("url", "code")}


def _in_html(html: str, find: Callable[[str], str | None]) -> str:
    def replaced(match: re.Match[str]) -> str:
        counted = find(unescape(match[1]))
        return f'href="{escape(counted)}"' if counted else match[0]

    return _HREF.sub(replaced, html)


def _in_text(text: str, find: Callable[[str], str | None]) -> str:
    def replaced(match: re.Match[str]) -> str:
        if match[1]:
            return f"<{find(match[1]) or match[1]}>"
        address = _trimmed(match[2])
        return (find(address) or address) + match[2][len(address) :]

    return _ADDRESS.sub(replaced, text)


def _trimmed(address: str) -> str:
    """Without what ends the sentence in which it stands; a bracket that it opened is its own."""
    trimmed = address.rstrip(_PUNCTUATION)
    if trimmed.endswith(")") and trimmed.count("(") < trimmed.count(")"):
        return _trimmed(trimmed[:-1])
    return trimmed
