"""Links of drafts that lead to nothing on this site: a page that is gone, an address of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.links import is_dead
from courses.models import MediaDocument

from .finding import Finding, placed
from .texts import Text, parse, read_texts

Links = list[tuple[Text, dict[str, str]]]


def find_dead_links(pages: Sequence[Page], *, below: Iterable[str]) -> dict[int, list[Finding]]:
    """By page id; all of them stop. `below`: paths of the course, whose own drafts are alive.

    Nothing is asked where no page has a link; else two queries for all, and some for each address.
    """
    links = {page.pk: _links(page) for page in pages}
    flat = [attrs for found in links.values() for _text, attrs in found]
    if not flat:
        return {}
    alive = _alive_pages(flat, tuple(below)), _alive_files(flat)
    return {
        page.pk: [placed(finding, page) for finding in _dead(links[page.pk], *alive)]
        for page in pages
    }


def _links(page: Page) -> Links:
    return [
        (text, attrs)
        for text in read_texts(page)
        for tag, _words, attrs in parse(text.html)
        if tag == "a"
    ]


def _ids(links: Iterable[dict[str, str]], kind: str) -> set[int]:
    return {
        int(each["id"])
        for each in links
        if each.get("linktype") == kind and each.get("id", "").isdecimal()
    }


def _alive_pages(links: Sequence[dict[str, str]], below: tuple[str, ...]) -> set[int]:
    wanted = _ids(links, "page")
    found = Page.objects.filter(pk__in=wanted).values_list("pk", "live", "path") if wanted else ()
    return {pk for pk, is_live, path in found if is_live or path.startswith(below)}


def _alive_files(links: Sequence[dict[str, str]]) -> set[int]:
    wanted = _ids(links, "document")
    files = MediaDocument.objects.get_queryset()
    return set(files.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _dead(links: Links, pages: set[int], files: set[int]) -> Iterator[Finding]:
    for text, attrs in links:
        words = _say(attrs, pages, files)
        if words:
            yield text.finding("dead_link", words, is_blocking=True)


def _say(attrs: dict[str, str], pages: set[int], files: set[int]) -> str:
    kind, number = attrs.get("linktype", ""), attrs.get("id", "")
    if kind == "page" and not (number.isdecimal() and int(number) in pages):
        return _("A link leads to a page that is not published.")
    if kind == "document" and not (number.isdecimal() and int(number) in files):
        return _("A link leads to a file that is gone.")
    address = attrs.get("href", "")
    if not kind and address and is_dead(address):
        return _("The link to %(address)s leads to nothing.") % {"address": address}
    return ""
