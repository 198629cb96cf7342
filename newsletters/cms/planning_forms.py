"""When an issue goes out, and to whom."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from courses.forms import zone_choices
from newsletters.models import Audience
from newsletters.planning import Plan

NOW, LATER = "now", "later"
LONGEST = timedelta(days=180)


class PlanForm(forms.Form):
    """`token` is made with the empty form: the same form sent twice plans one sending."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    audience = forms.ModelChoiceField(
        label=_("Audience"), queryset=Audience.objects.all(), empty_label=None
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LATER, _("At this time:"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    starts_at = forms.DateTimeField(
        label=_("Date and time"), required=False, widget=AdminDateTimeInput
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("The time above is a time there.")
    )
    late_hours = forms.IntegerField(
        label=_("Ask me if it is later than this many hours"),
        min_value=1,
        max_value=24 * 14,
        initial=12,
        help_text=_("If the platform was down at that time, it asks instead of sending late."),
    )
    fallback_language = forms.ChoiceField(
        label=_("Language for whoever reads in none of these"),
    )

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["fallback_language"].choices = languages  # type: ignore[attr-defined]
        self.initial.setdefault("token", uuid.uuid4())

    def full_clean(self) -> None:
        """What is typed is a time in the zone that the form names, not in the clerk's own."""
        with timezone.override(UTC):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        values["at"] = timezone.now()
        if values.get("when") == LATER and "time_zone" in values:
            typed = values.get("starts_at")
            if typed is None:
                if "starts_at" not in self.errors:
                    self.add_error("starts_at", ValidationError(_("Say when it goes out.")))
                return values
            values["at"] = timezone.make_naive(typed).replace(tzinfo=ZoneInfo(values["time_zone"]))
            self._check(values["at"])
        return values

    def _check(self, moment: datetime) -> None:
        now = timezone.now()
        if moment < now:
            self.add_error("starts_at", ValidationError(_("This time has passed.")))
        elif moment > now + LONGEST:
            self.add_error("starts_at", ValidationError(_("Plan at most half a year ahead.")))
        elif moment.astimezone(UTC).astimezone(moment.tzinfo).time() != moment.time():
            words = _("There is no such time there: clocks are set forward. Choose another.")
            self.add_error("starts_at", ValidationError(words))

    def plan(self) -> Plan:
        """Of a valid form."""
        values = self.cleaned_data
        return Plan(
            audience=values["audience"],
            starts_at=values["at"],
            time_zone=values["time_zone"],
            token=values["token"],
            fallback_language=values["fallback_language"],
            send_before=values["at"] + timedelta(hours=values["late_hours"]),
        )
