"""Names in any script: what is kept, what is dropped, what is refused."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.lines import JOINERS
from users.fields import LatinNameField, NameField
from users.names import require_latin, tidy_name

SCRIPTS = [
    "Nadia Karim",
    "Nguyễn Thị Minh",
    "山田太郎",
    "김서연",
    "王小明",
    "রহিমা খাতুন",
    "सीता श्रेष्ठ",
    "ශ්\u200dරීමතී පෙරේරා",
    "கமலா தேவி",
    "ไพโรจน์ ใจดี",
    "نادية كريم",
    '#import "x"',
    "Ana ]",
    "O’Neill-Šimić",
]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_name_stays_as_it_was_typed(name):
    assert tidy_name(name) == unicodedata.normalize("NFC", name)
    assert NameField().clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  Nadia \t Karim\n", "Nadia Karim"),
        ("Nadia\u202e Karim", "Nadia Karim"),
        ("\u200fنادية\u200e", "نادية"),
        ("Na\x00d\x07ia", "Nadia"),
        ("Nadia\u2028Karim", "Nadia Karim"),
        ("\ufeffNadia", "Nadia"),
        ("e\u0301", "é"),
    ],
)
def test_what_cannot_be_seen_is_dropped(typed, tidy):
    assert tidy_name(typed) == tidy


@given(st.text(max_size=400))
def test_a_tidy_name_is_one_line_and_stays_tidy(typed):
    tidy = tidy_name(typed)

    assert tidy_name(tidy) == tidy
    assert tidy == tidy.strip()
    assert "  " not in tidy
    assert all(
        character in JOINERS or unicodedata.category(character)[0] != "C" for character in tidy
    )


@given(st.text(max_size=400))
def test_the_field_takes_a_name_or_says_why_not(typed):
    field = NameField(required=False)
    try:
        name = field.clean(typed)
    except ValidationError:
        return
    assert len(name) <= 150
    assert not name or any(unicodedata.category(character)[0] == "L" for character in name)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("N" * 300, "300 characters"),
        ("   ", "Write your name"),
        ("\u202e\u200f", "Write your name"),
        ("123 456", "at least one letter"),
    ],
)
def test_a_name_that_is_none_is_refused_in_plain_words(typed, words):
    with pytest.raises(ValidationError, match=words):
        NameField().clean(typed)


def test_a_name_in_latin_letters_holds_no_others():
    assert LatinNameField().clean("Nguyễn Thị Minh") == "Nguyễn Thị Minh"
    with pytest.raises(ValidationError, match="another script"):
        require_latin("Nadia Карим")


def test_a_browser_does_not_cut_a_long_name_in_silence():
    assert "maxlength" not in NameField().widget.attrs
