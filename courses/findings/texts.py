"""Rich texts of a page: their headings, and the words of their links. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.models import LessonPage

from .finding import Finding, raw_blocks

# Words that say nothing to somebody who hears the links of a page read out as a list.
VAGUE = frozenset(
    word.strip()
    for line in (
        "here|click here|this|this link|link|read more|more|learn more|see here|continue|download",
        "여기|여기를 클릭|더 보기|자세히 보기|링크|こちら|ここ|詳細|続きを読む|リンク",
        "这里|点击这里|更多|阅读更多|链接|এখানে|এখানে ক্লিক করুন|আরও|আরও পড়ুন",
        "यहाँ|यहाँ क्लिक गर्नुहोस्|थप|थप पढ्नुहोस्",
        "di sini|klik di sini|selengkapnya|baca selengkapnya|tautan",
    )
    for word in line.split("|")
)
_HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


@dataclass(frozen=True, slots=True)
class Text:
    """One rich text as it is stored, and where it stands."""

    html: str
    field: str
    block_id: str = ""

    def finding(self, code: str, words: str, *, is_blocking: bool = False) -> Finding:
        return Finding(code, words, is_blocking, field=self.field, block_id=self.block_id)


@dataclass
class Parsed(HTMLParser):
    """(tag, words, attributes) of each heading and link."""

    found: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    _open: list[tuple[str, list[str], dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" or tag in _HEADINGS:
            values = {name: value or "" for name, value in attrs}
            self._open.append((tag, [], values))

    def handle_data(self, data: str) -> None:
        for _tag, words, _attrs in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            name, words, attrs = self._open.pop()
            self.found.append((name, " ".join("".join(words).split()), attrs))


def read_texts(page: Page) -> list[Text]:
    """All rich texts of the page, also those inside its blocks, in the order of reading."""
    fields = [
        Text(getattr(page, each.name), each.name)
        for each in page._meta.fields
        if isinstance(each, RichTextField) and getattr(page, each.name)
    ]
    blocks = [
        Text(html, name, block.get("id") or "")
        for name, block in raw_blocks(page)
        for html in _strings(block.get("value"))
    ]
    return [*fields, *blocks]


def _strings(value: Any) -> Iterator[str]:
    """Every text in a stored value that has a link or a heading in it."""
    if isinstance(value, str):
        if "</" in value:
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def parse(html: str) -> list[tuple[str, str, dict[str, str]]]:
    parsed = Parsed()
    parsed.feed(html)
    parsed.close()
    return parsed.found


def find_text_advice(page: Page) -> Iterator[Finding]:
    """Headings out of order or without words; links whose words do not say where they lead."""
    has_large = False
    for text in read_texts(page):
        for tag, words, _attrs in parse(text.html):
            if tag == "a":
                yield from _of_link(text, words)
            elif not words:
                yield text.finding("heading_empty", _("A heading has no words. Delete it."))
            elif tag == "h2":
                has_large = True
            elif not has_large and isinstance(page, LessonPage):
                has_large = True  # said once
                said = _("“%(words)s” is a smaller heading, and no larger one stands before it.")
                yield text.finding("heading_order", said % {"words": words})


def _of_link(text: Text, words: str) -> Iterator[Finding]:
    plain = words.strip(" .…:→>»").lower()
    if not plain:
        yield text.finding(
            "link_text", _("A link has no words: nobody finds it. Write where it leads.")
        )
    elif plain in VAGUE:
        said = _("The link “%(words)s” does not say where it leads.")
        yield text.finding("link_text", said % {"words": words})
    elif re.fullmatch(r"(https?://|www\.)\S{30,}", plain):
        said = _("A link shows its address, %(words)s. Write in words where it leads.")
        yield text.finding(
            "link_text", said % {"words": words[:60] + "…" if len(words) > 60 else words}
        )
