"""Slots: what differs by reader in a text that is rendered once for all.

A slot stands in the text as a name between two characters of Unicode's private use area, so that
neither an HTML parser nor a CSS inliner changes it, and nobody types it.
"""

from __future__ import annotations

import re

from .greeting import greet

OPEN, CLOSE = "\ue000", "\ue001"
NAMES = ("name", "greeting", "email", "token")
_SLOT = re.compile(f"{OPEN}([a-z]+){CLOSE}")


def slot(name: str) -> str:
    """The placeholder of a reader's value, one of NAMES. Raises ValueError for another."""
    if name not in NAMES:
        raise ValueError(f"No such slot: {name}")
    return f"{OPEN}{name}{CLOSE}"


def reader_values(*, name: str, email: str, token: str, language: str) -> dict[str, str]:
    """What the slots of one reader's text are filled with. `language` is that of the text."""
    return {"name": name, "greeting": greet(name, language), "email": email, "token": token}


def without_slots(text: str) -> str:
    """What somebody wrote, without characters that would make a slot of it."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def split_slots(text: str) -> list[str]:
    """Text and names in turns: the odd ones are names."""
    return _SLOT.split(text)


def fill_slots(text: str, values: dict[str, str]) -> str:
    """The text with these values, as they are: whoever fills HTML escapes them first."""
    return _SLOT.sub(lambda found: values.get(found.group(1), ""), text)
