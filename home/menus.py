"""The links and lists at the head and foot of every page, kept in memory for a minute."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import CourseIndexPage
from home.models import PlainPage
from newsletters.models import NewsletterIndexPage
from newsletters.reading import ListLine, offered_lists

SECONDS = 60
CONTACT_SLUG = "contact"


@dataclass(frozen=True, slots=True)
class MenuLink:
    """`language` is the linked page's, where it is another than the reader's."""

    label: str
    url: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Addresses, and titles of pages. The frame's own words stand in the frame's templates."""

    home_url: str
    courses_url: str
    goals_url: str
    dashboard_url: str
    certificate_check_url: str
    footer: tuple[MenuLink, ...]
    contact_url: str
    lists: tuple[ListLine, ...]


def read_menu(*, language: str, request: HttpRequest | None) -> Menu:
    """The menu in this language. No query within the minute; seven at its start."""
    key = f"menu:{language}"
    menu = caches["pages"].get(key)
    if menu is None:
        menu = _read_menu(language, request)
        caches["pages"].set(key, menu, SECONDS)
    return menu


def _read_menu(language: str, request: HttpRequest | None) -> Menu:
    home_url = f"/{language}/"
    index = best_pages(CourseIndexPage.objects.live(), language)[:1]
    courses_url = (index[0].get_url(request) if index else None) or home_url
    pages = best_pages(PlainPage.objects.live().in_menu(), language)
    footer = tuple(
        MenuLink(
            label=page.title,
            url=page.get_url(request) or home_url,
            language=_other(page.locale.language_code, language),
        )
        for page in pages
    )
    contact = next((page for page in pages if page.slug == CONTACT_SLUG), None)
    return Menu(
        home_url=home_url,
        courses_url=courses_url,
        goals_url=reverse("home:goal-list"),
        dashboard_url=reverse("home:dashboard"),
        certificate_check_url=_certificate_check_url(language),
        footer=(*_archive(language, request), *footer),
        contact_url=(contact.get_url(request) if contact else None) or "",
        lists=offered_lists(language),
    )


def _archive(language: str, request: HttpRequest | None) -> tuple[MenuLink, ...]:
    """The newsletter's archive, where somebody has made it."""
    return tuple(
        MenuLink(
            page.title, page.get_url(request) or "", _other(page.locale.language_code, language)
        )
        for page in best_pages(NewsletterIndexPage.objects.live(), language)[:1]
    )


def best_pages(pages: PageQuerySet, language: str) -> list[Page]:
    """Each page once, in the order of the tree: in this language, else in the site's first one."""
    codes = (settings.LANGUAGE_CODE, language)
    rows = pages.filter(locale__language_code__in=codes).select_related("locale").order_by("path")
    best: dict[UUID, Page] = {}
    for page in rows:
        if page.translation_key not in best or page.locale.language_code == language:
            best[page.translation_key] = page
    return list(best.values())


def _other(code: str, language: str) -> str:
    return code if code != language else ""


def _certificate_check_url(language: str) -> str:
    """The page where anybody checks a certificate; empty while no app offers it.

    Its address has no language prefix, so the link says the reader's language.
    """
    try:
        return f"{reverse('certificates:check')}?lang={language}"
    except NoReverseMatch:
        return ""
