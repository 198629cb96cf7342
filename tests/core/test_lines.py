"""Titles and subjects in any script: what hides or turns words is dropped, what is seen stays."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.lines import JOINERS, LineField, is_seen, tidy_line


@pytest.mark.parametrize(
    "line",
    [
        "Heat & floods, 2027?",
        "হিট",
        "شهرهای\u200cخنک",
        "더위",
        "???",
        "🌳 Trees",
        "#1 *bold* =SUM(A1)",
    ],
)
def test_a_title_stays_as_it_was_typed(line):
    assert LineField().clean(line) == unicodedata.normalize("NFC", line)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("Floods\r\nBcc: all@example.org", "Floods Bcc: all@example.org"),
        ("Floods\x0band\x85heat\u2028now", "Floods and heat now"),
        ("Fl\x01oods\x1b[31m", "Floods[31m"),
        ("\u202esdoolF\u2066 now", "sdoolF now"),
        ("\ufeffFlo\u200bods", "Floods"),
        ("Fl\0oods", "Floods"),
        ("Flo" + "\u0317" * 50 + "ods", "Flo" + "\u0317" * 6 + "ods"),
    ],
)
def test_what_hides_turns_or_breaks_is_dropped(typed, tidy):
    assert LineField().clean(typed) == tidy


@pytest.mark.parametrize(
    "typed", ["\u200b\u200b", "\u200d", "\u3164", "\u2800 \u2800", "\u202e", "\u0301", "\ufeff"]
)
def test_a_title_that_nobody_sees_is_none(typed):
    with pytest.raises(ValidationError):
        LineField().clean(typed)
    assert LineField(required=False).clean(typed) == ""


@given(st.text(max_size=300))
def test_a_tidy_line_is_one_line_and_stays_tidy(typed):
    tidy = tidy_line(typed)

    assert tidy_line(tidy) == tidy
    assert len(tidy.splitlines()) <= 1
    kept = (each for each in tidy if each not in JOINERS)
    assert all(unicodedata.category(each)[0] != "C" for each in kept)
    assert not is_seen(tidy) or tidy.strip()
