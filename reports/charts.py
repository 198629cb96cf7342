"""Bars as SVG: sharp at any size, without a script, in the colours of the page.

Nothing is told by the picture alone: its table stands below, and its title names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.tables import Bar

ROW: Final = 46
LONGEST: Final = 32


def bars(key: str, title: str, rows: Sequence[Bar]) -> SafeString:
    """Horizontal bars, each with its label and value above it; "" without rows."""
    if not rows:
        return SafeString("")
    drawn = format_html_join("", "{}", ((_row(number, bar),) for number, bar in enumerate(rows)))
    return format_html(
        '<svg class="bars" role="img" aria-labelledby="chart-{key}" width="100%" height="{height}">'
        '<title id="chart-{key}">{title}</title>{drawn}</svg>',
        key=key,
        height=ROW * len(rows),
        title=title,
        drawn=drawn,
    )


def _row(number: int, bar: Bar) -> SafeString:
    top = number * ROW
    share = round(100 * bar.value / bar.whole, 1) if bar.whole else 0
    label = bar.label if len(bar.label) <= LONGEST else f"{bar.label[: LONGEST - 1]}…"
    return format_html(
        # A picture of its own cuts off what would run into the value.
        '<g><svg x="0" y="{top}" width="72%" height="22">'
        '<text class="bars__label" x="0" y="15">{label}</text></svg>'
        '<text class="bars__value" x="100%" y="{text}" text-anchor="end">{words}</text>'
        '<rect class="bars__ground" x="0" y="{bar}" width="100%" height="12"></rect>'
        '<rect class="bars__bar" x="0" y="{bar}" width="{share}%" height="12"></rect></g>',
        top=top,
        text=top + 15,
        bar=top + 24,
        label=label,
        words=bar.words,
        share=max(share, 0.4) if bar.value else 0,
    )
