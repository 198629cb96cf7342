"""Fields of several lines: who speaks, and what to read. One in each line. And single links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from core.lines import is_seen, tidy_line

MOST, LONGEST = 20, 200
_is_link = URLValidator(schemes=["http", "https"])


def check_link(link: str, *, kept: str = "") -> str:
    """An empty one passes, and so does the `kept` one of the row, however it came there."""
    if link and link != kept:
        words = _("Write the whole link; it begins with https://.")
        URLValidator(schemes=["https"], message=words)(link)
    return link


class SpeakersField(forms.CharField):
    """Lines like "Rina Kusuma, City of Surabaya" become [{name, role}]."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> str:
        if not isinstance(value, list):
            return str(value or "")
        return "\n".join(", ".join(filter(None, (each["name"], each["role"]))) for each in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        split = [line.partition(",") for line in _lines(value)]
        return [{"name": name.strip(), "role": role.strip()} for name, _comma, role in split]


class ReadingField(forms.CharField):
    """Lines like "The guide https://example.org/guide" become [{title, url}]."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> str:
        if not isinstance(value, list):
            return str(value or "")
        return "\n".join(f"{each['title']} {each['url']}" for each in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        return [_text_of(line) for line in _lines(value, longest=2000)]


def _text_of(line: str) -> dict[str, str]:
    title, _blank, url = line.rpartition(" ")
    try:
        _is_link(url)
    except ValidationError as wrong:
        words = _("“%(line)s” has no web address. Write the title, a blank and the address.")
        raise ValidationError(words % {"line": line}) from wrong
    return {"title": title.strip() or url, "url": url}


def _lines(value: Any, *, longest: int = LONGEST) -> list[str]:
    """Raises ValidationError where there are too many, one is too long or holds what no row can."""
    text = str(value or "")
    if "\x00" in text:
        raise ValidationError(_("This text holds a character that cannot be kept."))
    lines = [line for line in map(tidy_line, text.splitlines()) if is_seen(line)]
    if len(lines) > MOST or any(len(line) > longest for line in lines):
        words = _("%(most)d lines at most, each of %(longest)d characters at most.")
        raise ValidationError(words % {"most": MOST, "longest": longest})
    return lines
