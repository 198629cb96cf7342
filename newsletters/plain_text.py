"""An issue as plain text: of its blocks, or as its editor wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

from newsletters.parts import Part

LINE = "* * *"
BLOCK_TAGS = frozenset({"p", "h2", "h3", "ul", "ol", "li", "br", "div", "blockquote"})


class _Reader(HTMLParser):
    """Paragraphs, points of lists and addresses of links; everything else is words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.lists: list[int | None] = []  # the number of the last point, or None for bullets
        self.address = ""
        self.linked_at = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        if tag in BLOCK_TAGS:
            self._break()
        if tag == "li":
            self.lines[-1] = self._bullet()
        if tag == "a":
            self.address = dict(attrs).get("href") or ""
            self.linked_at = len(self.lines[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.address:
            words = self.lines[-1][self.linked_at :].strip()
            if words != self.address:
                self.lines[-1] += f" <{self.address}>"
            self.address = ""
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag in BLOCK_TAGS:
            self._break()
        if tag in {"p", "h2", "h3", "ul", "ol"} and not self.lists and self.lines[-1:] != ["", ""]:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words:
            self.lines[-1] += " " if self.lines[-1] else ""
            return
        before = " " if data[0].isspace() and self.lines[-1].strip() else ""
        self.lines[-1] += before + words + (" " if data[-1].isspace() else "")

    def _bullet(self) -> str:
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            return f"{self.lists[-1]}. "
        return "- "

    def _break(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")


def html_to_text(html: str) -> str:
    """Rich text of the CMS as plain text, the address of a link behind its words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(line.rstrip() for line in reader.lines).strip()


def parts_to_text(parts: Iterable[Part]) -> str:
    """All blocks, an empty line between them."""
    return "\n\n".join(filter(None, map(_part_to_text, parts)))


def _part_to_text(part: Part) -> str:
    if part.kind == "divider":
        return LINE
    picture = f"[{part.picture.alt}]" if part.picture and part.picture.alt else ""
    caption = part.picture.caption if part.picture else ""
    words = html_to_text(part.html) if part.html else part.card.summary if part.card else ""
    facts = " · ".join(part.facts)
    if part.kind == "button" or (part.button and part.url):
        link = f"{part.button}: {part.url}"
    else:
        link = part.url
    head = "\n".join(filter(None, (part.title, part.role, facts)))
    return "\n\n".join(filter(None, (picture, caption, head, words, link)))
