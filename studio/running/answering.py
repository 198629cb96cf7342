"""Forms about who may come into a run: answers to applications, codes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from core.moment_fields import DayField
from learning.models import Application


class AnswersForm(forms.Form):
    """Which applications are answered; a reason goes to whoever is refused."""

    reason = forms.CharField(
        label=_("What whoever is refused reads"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, pending: list[Application], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.pending = {str(each.pk): each for each in pending}
        self.fields["chosen"] = forms.MultipleChoiceField(
            choices=[(pk, pk) for pk in self.pending],
            error_messages={"required": _("Choose whom you answer.")},
        )

    @property
    def chosen(self) -> list[Application]:
        """In the order in which they asked."""
        wanted = self.cleaned_data["chosen"]
        return [each for pk, each in self.pending.items() if pk in wanted]


class CodeForm(forms.Form):
    uses = forms.IntegerField(
        label=_("For how many people"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: for any number."),
        error_messages={
            "invalid": _("Write a number, for example 30."),
            "min_value": _("One at least."),
        },
    )
    until = DayField(
        label=_("Until the end of"),
        required=False,
        help_text=_("Empty: as long as people can enroll."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.zone, self.at = zone, at

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day is not None and day < self.at.astimezone(self.zone).date():
            raise forms.ValidationError(_("This day has passed."))
        return day

    @property
    def expires_at(self) -> datetime | None:
        """The first moment after that day, in the zone of the run."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        midnight = datetime.combine(day + timedelta(days=1), time(0), tzinfo=self.zone)
        return midnight.astimezone(UTC)
