"""The newest issues of one language as RSS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.page_cache import mark_public
from newsletters.archive import absolute, published_issues
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage

SHOWN = 20
# XML 1.0 has no way to write them; they come with what is pasted from documents.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    words: str
    url: str
    key: str
    came_out_at: datetime


class IssueFeed(Feed):
    """Two queries, however many issues. Names nobody."""

    feed_type = Rss201rev2Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return _("Newsletter of CityNet Learning")

    def description(self, request: HttpRequest) -> str:
        return _("New courses, dates and what cities have learned from each other.")

    def link(self, request: HttpRequest) -> str:
        language = get_language() or "en"
        pages = NewsletterIndexPage.objects.live().filter(locale__language_code=language)
        archive = pages.select_related("locale").first()
        return absolute((archive.get_url(request) if archive else None) or f"/{language}/")

    def items(self, request: HttpRequest) -> list[Entry]:
        pages = published_issues().filter(locale__language_code=get_language())
        pages = pages.select_related("locale")[:SHOWN]
        return [_entry(page, request) for page in pages]

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return item.words

    def item_link(self, item: Entry) -> str:
        return item.url

    def item_guid(self, item: Entry) -> str:
        return item.key

    def item_pubdate(self, item: Entry) -> datetime:
        return item.came_out_at


def _entry(page: NewsletterIssuePage, request: HttpRequest) -> Entry:
    """Its key stays where the address of the page changes."""
    first_day = timezone.make_aware(datetime.combine(page.month, time.min))
    return Entry(
        title=_CONTROL.sub(" ", page.title),
        words=_CONTROL.sub(" ", page.lead),
        url=absolute(page.get_url(request) or ""),
        key=f"urn:uuid:{page.translation_key}:{page.locale.language_code}",
        came_out_at=page.first_published_at or first_day,
    )


_feed = IssueFeed()


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same for everybody: kept like a public page."""
    mark_public(request)
    return _feed(request)
