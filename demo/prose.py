"""The few marks that course files use, as the HTML that Wagtail's rich text keeps.

Paragraphs stand apart by an empty line; `## ` and `### ` begin headings, `- ` and `1. ` items of
a list; `**…**` is bold. Everything else is text and is escaped.
"""

from __future__ import annotations

import re
from html import escape

_HEADING = re.compile(r"(#{2,3}) (.+)")
_ITEM = re.compile(r"(?:-|(\d+)\.) +")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def prose_to_html(source: str) -> str:
    """Paragraphs, headings and lists of `source`, one block per group of lines."""
    blocks = re.split(r"\n\s*\n", source.strip())
    return "".join(_block(block) for block in blocks if block.strip())


def _block(block: str) -> str:
    heading = _HEADING.fullmatch(block.strip())
    if heading:
        level = len(heading[1])
        return f"<h{level}>{_inline(heading[2])}</h{level}>"
    if _ITEM.match(block):
        return _list(block)
    return f"<p>{_inline(block)}</p>"


def _list(block: str) -> str:
    """Items begin in the first column; a line that is indented goes on with its item."""
    items: list[str] = []
    for line in block.splitlines():
        marker = _ITEM.match(line)
        if marker:
            items.append(line[marker.end() :])
        else:
            items[-1] += f" {line.strip()}"
    tag = "ol" if block[0].isdigit() else "ul"
    return f"<{tag}>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</{tag}>"


def _inline(text: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", escape(" ".join(text.split()), quote=False))
