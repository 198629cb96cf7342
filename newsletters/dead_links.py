"""Links of an issue that lead to nothing on this site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.links import is_dead
from courses.models import MediaDocument
from courses.storage import is_protected


@dataclass
class _Found(HTMLParser):
    """What the links of one rich text name."""

    pages: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        number = values.get("id") or ""
        if tag != "a":
            return
        if values.get("linktype") == "page" and number.isdigit():
            self.pages.append(int(number))
        elif values.get("linktype") == "document" and number.isdigit():
            self.documents.append(int(number))
        elif values.get("href"):
            self.addresses.append(values["href"] or "")


def find_dead_links(raw_blocks: Any) -> list[tuple[str, str]]:
    """(id of the block, what is wrong) for each link. Two queries, and some for each address.

    An address below one of our own views (a goal's number, say) is taken for alive.
    """
    found = [(block.get("id") or "", _read(block)) for block in raw_blocks]
    page_ids = {pk for _id, links in found for pk in links.pages}
    document_ids = {pk for _id, links in found for pk in links.documents}
    live = dict(Page.objects.live().filter(pk__in=page_ids).values_list("pk", "title"))
    files = MediaDocument.objects.get_queryset().filter(pk__in=document_ids)
    public = {file.pk for file in files if not is_protected(file.file.name or "")}
    return [
        (block_id, problem)
        for block_id, links in found
        for problem in _problems(links, set(live), public)
    ]


def _problems(links: _Found, live: set[int], public: set[int]) -> Iterator[str]:
    for pk in links.pages:
        if pk not in live:
            yield _("A link leads to a page that is not published.")
    for pk in links.documents:
        if pk not in public:
            yield _("A link leads to a file that readers cannot open.")
    for address in links.addresses:
        if is_dead(address):
            yield _("The link to %(address)s leads to nothing.") % {"address": address}


def _read(block: Any) -> _Found:
    """Of all fields of the block: its rich texts, the page and the address that it names."""
    found = _Found()
    value = block["value"]
    fields = value.items() if isinstance(value, dict) else [("text", value)]
    for name, content in fields:
        if name == "page" and content:
            found.pages.append(int(content))
        elif name == "url" and content:
            found.addresses.append(content)
        elif name == "text" and isinstance(content, str):
            found.feed(content)
    return found
