"""Numbers that stand in addresses and hidden fields, as anybody may write them."""

from __future__ import annotations


def number_of(text: str) -> int | None:
    """The number of these ASCII digits, if a database can hold it; else None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
