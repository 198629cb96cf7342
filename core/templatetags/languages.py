"""The same page in the site's other languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_from_path
from wagtail.models import Page

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """`name` is the language's own name; `is_same_page` is false where the link leads higher up."""

    code: str
    name: str
    url: str
    is_current: bool
    is_same_page: bool


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """One link for each language. One query for a page of the tree, none for other addresses.

    A page that is not translated leads to the nearest page above it that is; a language whose
    tree was never made shows the same page with its own menus, by the same address.
    """
    request = context.get("request")
    if request is None:
        return []
    current = get_language() or settings.LANGUAGE_CODE
    page = context.get("page") if _is_a_pages_own(request) else None
    translations = _translations(page, request) if isinstance(page, Page) and page.pk else {}
    links = []
    for code, name in settings.LANGUAGES:
        url, is_same_page = translations.get(code) or (_same_address(request, code), True)
        links.append(LanguageLink(code, name, url, code == current, is_same_page))
    return links


def _is_a_pages_own(request: Any) -> bool:
    """False where a view shows a page under an address of its own, as the player does."""
    match = getattr(request, "resolver_match", None)
    return match is None or match.url_name == "wagtail_serve"


def _same_address(request: Any, code: str) -> str:
    """The address with another prefix; the words after it are the same in every language.

    One without a prefix, as printed on a certificate, says the language in its query.
    """
    path: str = request.get_full_path()
    prefix = f"/{get_language()}/"
    if path.startswith(prefix):
        return f"/{code}/{path[len(prefix) :]}"
    translated = translate_url(path, code)
    if translated != path or get_language_from_path(request.path_info):
        return translated
    query = request.GET.copy()
    query["lang"] = code
    return f"{request.path}?{query.urlencode()}"


def _translations(page: Page, request: Any) -> dict[str, tuple[str, bool]]:
    """Address by language, of this page or else of the nearest one above it."""
    steps = [page.path[:end] for end in range(2 * page.steplen, len(page.path) + 1, page.steplen)]
    keys = Page.objects.filter(path__in=steps).values("translation_key")
    rows = Page.objects.live().filter(translation_key__in=keys)
    found: dict[str, tuple[str, bool]] = {}
    for row in rows.select_related("locale").order_by("depth"):
        url = row.get_url(request)
        if url:
            found[row.locale.language_code] = (url, row.translation_key == page.translation_key)
    return found
