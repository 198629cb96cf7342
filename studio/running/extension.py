"""More time for one learner: until when, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from studio.running.release_form import TYPED


class ExtensionForm(forms.Form):
    """`until` is typed in the zone of the run; `before`: until when there is time now."""

    until = forms.DateTimeField(
        label=_("Time until"),
        input_formats=[TYPED, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TYPED),
        error_messages={
            "required": _("Choose a day and an hour."),
            "invalid": _("Write day and time as in 2027-01-31 09:00."),
        },
    )
    reason = forms.CharField(
        label=_("Reason, kept in the history"),
        max_length=200,
        error_messages={"required": _("Say why: the history keeps the reason.")},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, before: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.zone = zone
        if before is not None:
            self.initial = {"until": before.astimezone(zone).replace(tzinfo=None), **self.initial}

    def clean_until(self) -> datetime:
        typed: datetime = self.cleaned_data["until"]
        return typed.replace(tzinfo=None).replace(tzinfo=self.zone).astimezone(UTC)
