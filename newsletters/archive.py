"""The archive as readers see it: issues by year, each other's neighbours, cards of shared links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, to_locale
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from courses.pictures import SHARE_CARD, plan_url
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from newsletters.parts import read_parts
from sdgs.models import Goal

SHOWN_OTHERS = 4
SHOWN_FOUND = 5


@dataclass(frozen=True, slots=True)
class IssueLine:
    title: str
    lead: str
    url: str
    month: date
    month_name: str
    thumb_art: str


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    issues: tuple[IssueLine, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    url: str
    others: tuple[IssueLine, ...]


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What a shared link shows: absolute addresses; a picture of 1200 by 630 pixels."""

    url: str
    image_url: str
    locale: str


def published_issues() -> PageQuerySet:
    """Issues in all languages, the newest month first, without their bodies."""
    pages = NewsletterIssuePage.objects.live().public()
    return pages.defer("body", "plain_text", "art").order_by("-month", "-first_published_at", "-pk")


def find_issues(words: str, request: HttpRequest) -> list[IssueLine]:
    """The best matches in the reader's language, at most five. Two queries."""
    pages = NewsletterIssuePage.objects.live().public()
    found = pages.filter(locale=Locale.get_active()).search(words)[:SHOWN_FOUND]
    return [_line(issue, request) for issue in found]


def show_archive(page: NewsletterIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The issues in one query, and the card."""
    issues = published_issues().filter(locale_id=page.locale_id)
    lines = [_line(issue, request) for issue in issues]
    years = groupby(lines, key=lambda line: line.month.year)
    archive = Archive(tuple(Year(number, tuple(group)) for number, group in years))
    card = read_share_card(page, [], request)
    return {"archive": archive, "card": card, "is_newsletter": True}


def show_issue(page: NewsletterIssuePage, request: HttpRequest) -> dict[str, Any]:
    """The blocks, four other issues, the goals of the drawing."""
    if getattr(request, "is_preview", False):
        page.draw()  # else drawn when it is saved
    same = published_issues().filter(locale_id=page.locale_id)
    others = same.exclude(pk=page.pk)[:SHOWN_OTHERS]
    parent = page.get_parent()
    url = (parent.get_url(request) if parent else None) or f"/{get_language()}/"
    return {
        "parts": read_parts(page, request),
        "archive": Neighbours(url, tuple(_line(issue, request) for issue in others)),
        "card": read_share_card(page, page.goal_numbers, request),
        "is_newsletter": True,  # the form to sign up stands beside: none in the foot
    }


def _line(issue: NewsletterIssuePage, request: HttpRequest) -> IssueLine:
    return IssueLine(
        title=issue.title,
        lead=issue.lead,
        url=issue.get_url(request) or "",
        month=issue.month,
        month_name=issue.month_name,
        thumb_art=issue.thumb_art,
    )


def read_share_card(page: Page, goal_numbers: Iterable[int], request: HttpRequest) -> ShareCard:
    """The picture is drawn at the first asking; one query for the goals."""
    goals = list(Goal.objects.filter(number__in=list(goal_numbers))) if goal_numbers else []
    picture = plan_url(page.slug or "newsletter", goals, SHARE_CARD)
    return ShareCard(
        url=absolute(page.get_url(request) or ""),
        image_url=absolute(picture),
        locale=to_locale(get_language() or settings.LANGUAGE_CODE),
    )


def absolute(address: str) -> str:
    """The address as somebody outside the site needs it."""
    return urljoin(f"{settings.LMS_SITE_URL.rstrip('/')}/", address)
