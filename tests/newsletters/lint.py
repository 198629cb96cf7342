"""What a message is judged by: the RFCs' rules of form, and what mail programs show of HTML.

The list of properties is short on purpose: what they look like in Outlook for Windows is known of
each. What mail programs leave out of the rest is asked of caniemail's data by test_mail_programs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Shown by all of them, Outlook for Windows included (there a table's or a paragraph's).
EVERYWHERE = {
    *(
        "background",
        "background-color",
        "color",
        "border",
        "border-bottom",
        "border-top",
        "border-color",
    ),
    *("border-collapse", "display", "font-family", "font-size", "font-weight", "height"),
    *("line-height", "margin", "margin-bottom", "padding", "padding-bottom", "padding-left"),
    *("padding-right", "padding-top", "text-align", "text-decoration", "vertical-align", "width"),
}
# Missing in some: corners are then square, a text breaks elsewhere, a dark page stays light.
DECORATION = {
    *("border-radius", "color-scheme", "max-height", "max-width", "overflow"),
    *("supported-color-schemes", "word-break", "-webkit-text-size-adjust"),
}
CONDITIONS = {"(max-width: 480px)", "(prefers-color-scheme: dark)", "print"}
FORBIDDEN = {
    *("script", "form", "input", "button", "select", "textarea", "link", "iframe", "object"),
    *("embed", "video", "audio", "svg", "base", "canvas"),
}
LONGEST_LINE, LONGEST_BODY_LINE = 998, 76  # RFC 5322, 2.1.1; RFC 2045, 6.7 and 6.8
LONGEST_WORD = 75  # RFC 2047, 2
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"([-\w]+)\s*:")
_ENCODED_WORD = re.compile(rb"=\?utf-8\?[qb]\?[^?]*\?=", re.IGNORECASE)


@dataclass
class Markup(HTMLParser):
    """The tags of an HTML mail, its styles, and the words of its links."""

    source: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._is_style = False
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._is_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self.sheets.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def properties(self) -> set[str]:
        """Of style attributes and style sheets."""
        inline = [attributes.get("style") or "" for _tag, attributes in self.tags]
        rules = re.findall(r"\{([^{}]*)\}", _COMMENT.sub("", "".join(self.sheets)))
        declared = ";".join([*inline, *rules]).split(";")
        found = (_DECLARATION.match(each.strip()) for each in declared)
        return {each[1] for each in found if each}

    @property
    def conditions(self) -> set[str]:
        return set(re.findall(r"@media\s*([^{]*?)\s*\{", "".join(self.sheets)))


def find_faults_of_html(html: str) -> list[str]:
    """One line for each rule that is broken."""
    markup = Markup(html)
    (root,) = markup.all("html")
    faults = [f"<{tag}> is not for mails" for tag, _ in markup.tags if tag in FORBIDDEN]
    faults += [f"no {name} of the document" for name in ("lang", "dir") if not root.get(name)]
    faults += [f"no alt: {each}" for each in markup.all("img") if each.get("alt") is None]
    faults += [f"no size: {each}" for each in markup.all("img") if not each.get("width")]
    tables = (each for each in markup.all("table") if each.get("role") != "presentation")
    faults += [f"a table without its role: {each}" for each in tables]
    unknown = markup.properties - EVERYWHERE - DECORATION
    faults += [f"not shown by all mail programs: {each}" for each in sorted(unknown)]
    faults += [f"unknown condition: {each}" for each in markup.conditions - CONDITIONS]
    if any(re.search(r"@(?!media)", sheet) for sheet in markup.sheets):
        faults.append("a rule that mail programs drop")
    addresses = [each.get("href") or "" for each in markup.all("a")]
    addresses += [each.get("src") or "" for each in markup.all("img")]
    faults += [f"no whole address: {a!r}" for a in addresses if not re.match("https?://", a)]
    if len(html.encode()) >= 100_000:
        faults.append("so large that Gmail cuts it")
    return faults


def find_faults_of_form(content: bytes) -> list[str]:
    """What RFC 5322, 2045 and 2047 do not allow of a whole message that needs no 8BITMIME."""
    faults = []
    head, separator, body = content.partition(b"\r\n\r\n")
    if not separator:
        faults.append("no end of the headers")
    if re.search(rb"[\r\n]", content.replace(b"\r\n", b"")):
        faults.append("a bare CR or LF")
    if not content.isascii() or b"\0" in content:
        faults.append("not ASCII")
    lines = [(LONGEST_LINE, line) for line in head.split(b"\r\n")]
    lines += [(LONGEST_BODY_LINE, line) for line in body.split(b"\r\n")]
    faults += [f"too long: {line[:60]!r}" for most, line in lines if len(line) > most]
    words = _ENCODED_WORD.findall(head)
    faults += [f"an encoded word too long: {word!r}" for word in words if len(word) > LONGEST_WORD]
    return faults
