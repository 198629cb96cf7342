"""What an HTML mail uses, and which of Gmail, Outlook, Apple Mail and Yahoo leave it out.

`caniemail.json` is what caniemail.com found; scripts/take_caniemail.py takes it anew. Its features
are recognized by their titles, as npm's caniemail does, so that a new one is looked for as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .lint import Markup

DATA = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))["features"]
# Not of HTML or CSS: a record of a domain, another MIME part, a way to write a source.
ELSEWHERE = {"amp", "bimi", "css-nesting"}
SEMANTIC = {
    *("article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "mark"),
    *("nav", "section", "summary", "time"),
}
UNITS = {"unit-percent": "%", "unit-calc": r"calc\(", "unit-initial": "initial"}
_NAME = re.compile(r"[a-z][a-z-]*")
_DECLARATION = re.compile(r"\s*([-\w]+)\s*:\s*(.+?)\s*$", re.DOTALL)


@dataclass(frozen=True)
class Usage:
    """What one document is made of."""

    html: str

    @cached_property
    def markup(self) -> Markup:
        return Markup(self.html)

    @cached_property
    def sheet(self) -> str:
        return re.sub(r"/\*.*?\*/", "", "".join(self.markup.sheets), flags=re.DOTALL)

    @cached_property
    def tags(self) -> set[str]:
        return {tag for tag, _attributes in self.markup.tags}

    @cached_property
    def attributes(self) -> set[tuple[str, str, str]]:
        """Tag, attribute, value."""
        return {
            (tag, name, value or "")
            for tag, attributes in self.markup.tags
            for name, value in attributes.items()
        }

    @cached_property
    def declarations(self) -> set[tuple[str, str]]:
        inline = [value for _tag, name, value in self.attributes if name == "style"]
        rules = re.findall(r"\{([^{}]*)\}", self.sheet)
        found = map(_DECLARATION.match, ";".join([*inline, *rules]).split(";"))
        return {(each[1].lower(), each[2].lower()) for each in found if each}

    @cached_property
    def values(self) -> str:
        return "\n".join(value for _name, value in self.declarations)

    @cached_property
    def selectors(self) -> str:
        """One a line, without the rules' bodies and the at-rules around them."""
        return re.sub(r"@[^{]*\{|\{[^{}]*\}|\}", "\n", self.sheet)

    def has_attribute(self, name: str, value: str = "", tag: str = "") -> bool:
        return any(
            attribute == name and re.match(value, content) and tag in ("", owner)
            for owner, attribute, content in self.attributes
        )

    def has_property(self, *names: str, value: str = "") -> bool:
        return any(name in names and re.match(value, says) for name, says in self.declarations)


Test = Callable[[Usage], bool]
BY_HAND: dict[str, Test] = {
    "html-doctype": lambda used: used.html.lstrip().lower().startswith("<!doctype"),
    "html-comments": lambda used: "<!--" in used.html,
    "html-h1-h6": lambda used: bool(used.tags & {f"h{number}" for number in range(1, 7)}),
    "html-lists": lambda used: bool(used.tags & {"ul", "ol", "dl"}),
    "html-semantics": lambda used: bool(used.tags & SEMANTIC),
    "html-image-maps": lambda used: "map" in used.tags,
    "html-svg": lambda used: "svg" in used.tags,
    "html-address": lambda used: "address" in used.tags,
    "html-anchor-links": lambda used: used.has_attribute("href", "#"),
    "html-mailto-links": lambda used: used.has_attribute("href", "mailto:"),
    "html-srcset": lambda used: used.has_attribute("srcset"),
    "html-meta-color-scheme": lambda used: used.has_attribute("name", "color-scheme", "meta"),
    "css-at-media": lambda used: "@media" in used.sheet,
    "css-comments": lambda used: "/*" in "".join(used.markup.sheets),
    "css-important": lambda used: "!important" in used.values,
    "css-variables": lambda used: "var(" in used.values,
    "css-sytem-ui": lambda used: bool(re.search(r"system-ui|ui-\w*serif", used.values)),
    "css-pseudo-class-lang": lambda used: ":lang(" in used.selectors,
    "css-intrinsic-size": lambda used: bool(re.search("(fit|min|max)-content", used.values)),
    "css-grid-template": lambda used: any("grid-template" in name for name, _ in used.declarations),
    "css-column-layout-properties": lambda used: used.has_property("columns", "column-width"),
    "css-selector-universal": lambda used: bool(re.search(r"(^|\s)\*", used.selectors)),
    "css-selector-type": lambda used: bool(re.search(r"(?m)^\s*[a-z]", used.selectors)),
    "css-selector-class": lambda used: "." in used.selectors,
    "css-selector-id": lambda used: "#" in used.selectors,
    "css-selector-attribute": lambda used: "[" in used.selectors,
    "css-selector-grouping": lambda used: "," in used.selectors,
    "css-selector-chaining": lambda used: bool(re.search(r"\w\.\w", used.selectors)),
    "css-selector-child": lambda used: ">" in used.selectors,
    "css-selector-adjacent-sibling": lambda used: "+" in used.selectors,
    "css-selector-general-sibling": lambda used: "~" in used.selectors,
    "css-selector-descendant": lambda used: bool(re.search(r"\w\s+[.\w]", used.selectors)),
    "image-base64": lambda used: used.has_attribute("src", "data:"),
    "image-mp4": lambda used: used.has_attribute("src", r".*\.mp4"),
}


def recognize(slug: str, title: str) -> Test | None:
    """How this feature is recognized; None where its title tells nothing."""
    if slug in BY_HAND:
        return BY_HAND[slug]
    kind, _hyphen, name = slug.partition("-")
    return {"html": _of_html, "css": _of_css, "image": _of_image}[kind](name, title)


def _of_html(name: str, title: str) -> Test | None:
    if pair := re.match(r'<(\w+) (\w+)="(\w+)">', title):
        return lambda used: used.has_attribute(pair[2], pair[3], pair[1])
    if element := re.match(r"<(\w+)>", title):
        return lambda used: element[1] in used.tags
    if title.endswith(" attribute"):
        return lambda used: used.has_attribute(title.removesuffix(" attribute"))
    return None


def _of_image(name: str, title: str) -> Test:
    endings = "jpe?g" if name == "jpg" else name
    return lambda used: used.has_attribute("src", rf".*\.{endings}\b", "img")


def _of_css(name: str, title: str) -> Test | None:
    if name.startswith("unit-"):
        sign = UNITS.get(name, rf"\d{name.removeprefix('unit-')}\b")
        return lambda used: bool(re.search(sign, used.values))
    if title.startswith("@"):
        rules = [rule.strip() for rule in title.split(",")]
        return lambda used: any(rule.rstrip(")") in used.sheet for rule in rules)
    if title.startswith(":"):
        return lambda used: title.removesuffix("()") in used.selectors
    if functions := re.findall(r"([a-z-]+)\(\)", title):
        return lambda used: any(f"{each}(" in used.values for each in functions)
    if pair := re.match(r"([a-z-]+):\s*([a-z-]+)", title):
        return lambda used: used.has_property(pair[1], value=pair[2])
    if "logical properties" in title or "longhand properties" in title:
        return lambda used: any(
            re.match("border-(inline|block|start|end)", each) for each, _ in used.declarations
        )
    plain = re.sub(r" (CSS )?(property|shorthand)$", "", title).replace(" & ", ", ")
    names = plain.split(", ")
    if all(_NAME.fullmatch(each) for each in names):
        return lambda used: used.has_property(*names)
    return None


def features_of(html: str) -> set[str]:
    """The slugs of everything in the data that this document uses."""
    used = Usage(html)
    tests = {slug: recognize(slug, DATA[slug][0]) for slug in DATA.keys() - ELSEWHERE}
    return {slug for slug, test in tests.items() if test is not None and test(used)}


def left_out(slug: str) -> dict[str, str]:
    """The programs that do not wholly show it: "n" not at all, "a" in part, "u" unknown."""
    short: dict[str, str] = DATA[slug][1]
    return short
