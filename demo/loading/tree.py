"""The site's own pages: home, catalogue and plain pages in the languages that have texts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage
from demo.course_files import CONTENT_DIR, Data, RawBlock, read_yaml, stable_id
from demo.prose import prose_to_html
from home.models import HomePage, PlainPage


def ensure_tree() -> None:
    """Make what is missing: a home page and a catalogue per language, then the plain pages."""
    data = read_yaml(CONTENT_DIR / "site.yaml")
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code, _ in settings.LANGUAGES
    }
    homes = {code: _ensure_home(locale, data["home"][code]) for code, locale in locales.items()}
    _ensure_site(homes[settings.LANGUAGE_CODE])
    for code, home in homes.items():
        _ensure_catalogue(home, data["home"][code])
        _ensure_plain_pages(home, [page for page in data["pages"] if code in page], code)


def _ensure_home(locale: Locale, texts: Data) -> HomePage:
    found = HomePage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    page = HomePage(
        title=settings.WAGTAIL_SITE_NAME,
        slug=f"home-{locale.language_code}",
        locale=locale,
        translation_key=_key_of(HomePage) or UUID(stable_id("home")),
        headline=texts["headline"],
        lead=texts["lead"],
    )
    Page.get_first_root_node().add_child(instance=page)
    return page


def _ensure_site(home: HomePage) -> None:
    """Let the default site begin at this page, in place of the one Wagtail's migration makes."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    if site.root_page_id and isinstance(site.root_page.specific, HomePage):
        return
    old = site.root_page if site.root_page_id else None
    site.site_name, site.root_page = settings.WAGTAIL_SITE_NAME, home
    site.save()
    if old is not None and not old.get_children().exists():
        old.delete()


def _ensure_catalogue(home: HomePage, texts: Data) -> None:
    if CourseIndexPage.objects.filter(locale=home.locale).exists():
        return
    page = CourseIndexPage(
        title=texts["courses"],
        slug="courses",
        locale=home.locale,
        translation_key=_key_of(CourseIndexPage) or UUID(stable_id("courses")),
    )
    home.add_child(instance=page)


def _ensure_plain_pages(home: HomePage, entries: list[Data], code: str) -> None:
    there = set(PlainPage.objects.descendant_of(home).values_list("slug", flat=True))
    for entry in entries:
        if entry["slug"] not in there:
            home.add_child(instance=_plain_page(entry, entry[code], home.locale))


def _plain_page(entry: Data, texts: Data, locale: Locale) -> PlainPage:
    return PlainPage(
        title=texts["title"],
        slug=entry["slug"],
        locale=locale,
        translation_key=UUID(stable_id("page", entry["key"])),
        lead=texts["lead"],
        body=_plain_body(entry["key"], texts),
        text_version=entry.get("version", ""),
        show_in_menus=True,
    )


def _plain_body(key: str, texts: Data) -> list[RawBlock]:
    blocks: list[tuple[str, Any]] = []
    if "note" in texts:
        text = prose_to_html(texts["note"]["text"])
        blocks.append(("callout", {"tone": "note", "title": texts["note"]["title"], "text": text}))
    if "text" in texts:
        blocks.append(("prose", prose_to_html(texts["text"])))
    if "items" in texts:
        parts = [
            {
                "type": "item",
                "value": {"title": part["title"], "text": prose_to_html(part["text"])},
                "id": stable_id("page", key, "part", place),
            }
            for place, part in enumerate(texts["items"])
        ]
        blocks.append(("accordion", {"parts": parts}))
    return [
        {"type": kind, "value": value, "id": stable_id("page", key, place)}
        for place, (kind, value) in enumerate(blocks)
    ]


def _key_of(model: type[HomePage] | type[CourseIndexPage]) -> UUID | None:
    """The key that pages of this type share already, if somebody made one."""
    return model.objects.values_list("translation_key", flat=True).first()
