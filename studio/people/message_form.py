"""What is written to people of a run: in the language of the course, and in theirs if one likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from core.lines import LineField
from studio.people.messaging import Text

NAMES = dict(settings.LANGUAGES)


class MessageForm(forms.Form):
    """`languages`: those of the receivers. `main`, that of the course, must be written in."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        main: str,
        languages: list[str],
        proposed: Mapping[str, Text] | None = None,
    ) -> None:
        """`proposed`: texts by their languages, to begin with."""
        begun: dict[str, Any] = {"token": uuid4()}
        for code, text in (proposed or {}).items():
            begun |= {f"subject_{code}": text.subject, f"body_{code}": text.body}
        super().__init__(data, initial=begun, label_suffix="")
        self.languages = [main, *(each for each in languages if each != main)]
        self.main = main
        for language in self.languages:
            self.fields[f"subject_{language}"] = LineField(
                label=_("Subject"),
                max_length=150,
                required=language == main,
                error_messages={"required": _("Say what it is about.")},
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text"),
                max_length=5000,
                required=language == main,
                widget=forms.Textarea(attrs={"rows": 8 if language == main else 5}),
                error_messages={
                    "required": _("Write something first."),
                    "max_length": _("A message has at most 5,000 characters. Yours is longer."),
                },
            )

    def clean(self) -> dict[str, Any]:
        """In another language both stand there, or neither."""
        values = super().clean() or self.cleaned_data
        for language in self.languages[1:]:
            subject, body = values.get(f"subject_{language}"), values.get(f"body_{language}")
            if bool(subject) != bool(body):
                name = f"body_{language}" if subject else f"subject_{language}"
                if name not in self.errors:
                    self.add_error(name, _("Write both in this language, or neither."))
        return values

    @property
    def parts(self) -> list[tuple[str, str, BoundField, BoundField]]:
        """Code and name of each language with its two fields."""
        return [
            (code, str(NAMES.get(code, code)), self[f"subject_{code}"], self[f"body_{code}"])
            for code in self.languages
        ]

    @property
    def texts(self) -> dict[str, Text]:
        """Of every language in which something was written."""
        values = self.cleaned_data
        return {
            code: Text(values[f"subject_{code}"], values[f"body_{code}"])
            for code in self.languages
            if values.get(f"body_{code}")
        }
