"""What search engines may know: public pages only, never a lesson."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from wagtail.models import Page

from courses.models import Course, CourseIndexPage, CoursePage, ProviderPage
from home.models import HomePage, PlainPage
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from sdgs.models import Goal

PUBLIC_TYPES = (
    *(HomePage, CourseIndexPage, ProviderPage, CoursePage, PlainPage),
    *(NewsletterIndexPage, NewsletterIssuePage),
)


class PageSitemap(Sitemap):
    """Every live page of a public type, in every language; of a course only while it is offered."""

    def __init__(self) -> None:
        # Wagtail keeps here what it would else ask for each page: where the sites begin.
        self._roots = SimpleNamespace()

    def items(self) -> Iterable[Page]:
        retired = Course.objects.exclude(retired_at=None).values("key")
        pages = Page.objects.live().public().type(PUBLIC_TYPES)
        pages = pages.exclude(translation_key__in=retired)
        return pages.select_related("locale").order_by("path")

    def location(self, item: Page) -> str:
        parts = item.get_url_parts(self._roots)
        return (parts[2] if parts else None) or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class GoalSitemap(Sitemap):
    """The goals, in every language."""

    def items(self) -> list[tuple[str, int]]:
        numbers = Goal.objects.values_list("number", flat=True)
        return [(code, number) for code, _ in settings.LANGUAGES for number in numbers]

    def location(self, item: tuple[str, int]) -> str:
        code, number = item
        with override(code):
            return reverse("home:goal", args=[number])


SITEMAPS = {"pages": PageSitemap, "goals": GoalSitemap}


@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public."""
    lines = [
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /*/account/",
        "Disallow: /*/learn/",
        "Disallow: /*/my-learning/",
        "Disallow: /certificates/",
        "Disallow: /newsletter/",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
