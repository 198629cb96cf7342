"""Forms of the pages of a run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.moment_fields import DayField
from studio.new_course import TokenField

FURTHEST = timedelta(days=5 * 366)


class CancelForm(forms.Form):
    """Why, in the words that everybody reads."""

    reason = forms.CharField(
        label=_("What everybody reads"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell people why the run does not take place.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CopyForm(forms.Form):
    """When the copy starts. A run without dates is copied without."""

    token = TokenField(required=False)
    starts_on = DayField(
        label=_("The copy starts on"),
        error_messages={"required": _("Choose the day on which the copy starts.")},
    )

    def __init__(self, *args: Any, first_day: date | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today
        self.initial = {"token": uuid4(), **self.initial}
        if first_day is None:
            del self.fields["starts_on"]

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError(gettext("This day has passed."))
        if day > self.today + FURTHEST:
            words = gettext("This is more than five years away. Is the year right?")
            raise forms.ValidationError(words)
        return day
