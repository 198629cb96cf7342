"""One form for any questions: a scale from 1 to 5, or words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.questions import SCALE, Question

SCALE_CHOICES = [
    (5, _("5, very much")),
    (4, "4"),
    (3, "3"),
    (2, "2"),
    (1, _("1, not at all")),
]
FIELD = "answer-"


class FeedbackForm(forms.Form):
    """`answers` by the key of a question. Every question may stay unanswered, but not all."""

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Iterable[Question],
        given: Mapping[str, int | str] | None = None,
    ) -> None:
        initial = {f"{FIELD}{key}": value for key, value in (given or {}).items()}
        super().__init__(data, initial=initial, label_suffix="")
        self.has_given = bool(given)
        for question in questions:
            self.fields[f"{FIELD}{question.key}"] = self._field(question)

    def _field(self, question: Question) -> forms.Field:
        if question.kind == SCALE:
            return forms.TypedChoiceField(
                label=question.text,
                choices=SCALE_CHOICES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        return forms.CharField(
            label=question.text,
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"max_length": _("At most 2,000 characters, please.")},
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        has_answer = any(value not in (None, "") for value in values.values())
        if not self.errors and not has_answer and not self.has_given:
            raise ValidationError(_("Answer at least one question."))
        return values

    @property
    def answers(self) -> dict[str, int | str | None]:
        return {name.removeprefix(FIELD): value for name, value in self.cleaned_data.items()}
