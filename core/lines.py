"""One line of words as somebody types it, in any script: what is kept, and whether it is seen."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from django import forms

# Written inside words: zero width joiners shape Bangla, Nepali, Sinhala and Persian.
JOINERS: Final = {"\u200c", "\u200d"}
# Letters and signs of which nothing is drawn: the fillers of Hangul, and Braille without a dot.
BLANKS: Final = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
# Marks above and below one letter: Burmese writes five. Of more people build towers over the page.
MOST_MARKS: Final = 6


def without_towers(value: str) -> str:
    """Of the marks on one letter the first six."""
    kept, marks = [], 0
    for character in value:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def tidy_line(value: str) -> str:
    """One line in NFC, single spaces, without direction marks; joiners stay.

    Marks that set the direction of text, and other invisible characters, are dropped: they turn
    the words around it, break calendars and files, and hide. So are towers of marks, which stand
    over what others wrote. Raises nothing.
    """
    kept = []
    for character in unicodedata.normalize("NFC", value):
        if character.isspace():
            kept.append(" ")
        elif unicodedata.category(character)[0] != "C" or character in JOINERS:
            kept.append(character)
    return " ".join(without_towers("".join(kept)).split())


def is_seen(value: str) -> bool:
    """Whether anything of it is drawn."""
    return any(
        unicodedata.category(character)[0] in "LNPS" and character not in BLANKS
        for character in value
    )


class LineField(forms.CharField):
    """A title or a subject. One of which nothing would be seen, and nothing to press, is empty."""

    def to_python(self, value: Any) -> str:
        line = tidy_line(super().to_python(value) or "")
        return line if is_seen(line) else ""
