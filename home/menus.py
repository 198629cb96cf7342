"""The links at the head and foot of every page, kept in memory for a minute for each language."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.models import CourseIndexPage
from home.models import PlainPage

SECONDS = 60


@dataclass(frozen=True, slots=True)
class MenuLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Menu:
    home_url: str
    courses_url: str
    main: tuple[MenuLink, ...]
    footer: tuple[MenuLink, ...]


def read_menu(*, site: Site | None, language: str) -> Menu:
    """The menu in this language, else in the tree's first one.

    No query within the minute; four at its start: home page, catalogue, plain pages, site roots.
    """
    key = f"menu:{site.pk if site else 0}:{language}"
    menu = caches["pages"].get(key)
    if menu is None:
        menu = _read_menu(site, language)
        caches["pages"].set(key, menu, SECONDS)
    return menu


def _read_menu(site: Site | None, language: str) -> Menu:
    home_url = f"/{language}/"
    home = site.root_page.localized if site else None
    index = _first_below(CourseIndexPage, home)
    courses_url = (index and index.get_url()) or home_url
    pages = PlainPage.objects.live().descendant_of(home).in_menu() if home else ()
    return Menu(
        home_url=home_url,
        courses_url=courses_url,
        main=(
            MenuLink(_("Courses"), courses_url),
            MenuLink(_("Goals"), reverse("home:goal-list")),
            MenuLink(_("Providers"), f"{home_url}#providers"),
        ),
        footer=tuple(MenuLink(page.title, page.get_url() or home_url) for page in pages),
    )


def _first_below(page_type: type[Page], home: Page | None) -> Page | None:
    return page_type.objects.live().descendant_of(home).first() if home else None
