"""More time for one learner: until when, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from core.moment_fields import MomentField, on_the_clock


class ExtensionForm(forms.Form):
    """`until` is typed in the zone of the run; `before`: until when there is time now."""

    until = MomentField(
        label=_("Time until"), error_messages={"required": _("Choose a day and an hour.")}
    )
    reason = forms.CharField(
        label=_("Reason, kept in the history"),
        max_length=200,
        error_messages={"required": _("Say why: the history keeps the reason.")},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, before: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.zone, self.before = zone, before
        if before is not None:
            self.initial = {"until": before.astimezone(zone).replace(tzinfo=None), **self.initial}

    def clean_until(self) -> datetime:
        return on_the_clock(self.cleaned_data["until"], self.zone, before=self.before)
