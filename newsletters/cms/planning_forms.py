"""When an issue goes out, and to whom."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.moment_fields import MomentField, on_the_clock
from core.moments import zone_of
from core.offering import offer
from members.zones import zone_groups
from newsletters.forms import ListsField
from newsletters.models import Audience, MailingList
from newsletters.planning import Plan

NOW, LATER = "now", "later"
LONGEST = timedelta(days=180)


class PlanForm(forms.Form):
    """`token` is made with the empty form: the same form sent twice plans one sending."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    lists = ListsField(
        label=_("For which lists"),
        help_text=_("Nobody else gets it. Whoever leaves by its link leaves the list it came by."),
    )
    audience = forms.ModelChoiceField(
        label=_("Audience"),
        queryset=Audience.objects.all(),
        empty_label=None,
        help_text=_("Of the readers of these lists, whoever belongs to it."),
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LATER, _("At this time:"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    starts_at = MomentField(label=_("Date and time"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_groups, help_text=_("The time above is a time there.")
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
        offer(self, "fallback_language", languages)
        self.every_list = list(MailingList.objects.prefetch_related("texts"))
        names = [(each.key, str(each)) for each in self.every_list]
        offer(self, "lists", names)
        self.initial.setdefault("token", uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        values["at"] = timezone.now()
        if values.get("when") == LATER and "time_zone" in values:
            typed = values.get("starts_at")
            if typed is None:
                if "starts_at" not in self.errors:
                    self.add_error("starts_at", ValidationError(_("Say when it goes out.")))
                return values
            try:
                values["at"] = on_the_clock(typed, zone_of(values["time_zone"]))
                self._check(values["at"])
            except ValidationError as refusal:
                self.add_error("starts_at", refusal)
        return values

    def _check(self, moment: datetime) -> None:
        now = timezone.now()
        if moment < now:
            self.add_error("starts_at", ValidationError(_("This time has passed.")))
        elif moment > now + LONGEST:
            self.add_error("starts_at", ValidationError(_("Plan at most half a year ahead.")))

    def chosen_lists(self) -> tuple[MailingList, ...]:
        """What is ticked, whether the rest of the form is right or not; in their order."""
        if not self.is_bound:
            keys = self.initial.get("lists") or []
        else:
            self.is_valid()
            keys = self.cleaned_data.get("lists") or []
        return tuple(each for each in self.every_list if each.key in keys)

    def chosen_audience(self) -> Audience | None:
        """Of a form that may be wrong elsewhere."""
        if not self.is_bound:
            return self.initial.get("audience")
        self.is_valid()
        return self.cleaned_data.get("audience")

    def plan(self) -> Plan:
        """Of a valid form."""
        values = self.cleaned_data
        return Plan(
            audience=values["audience"],
            lists=self.chosen_lists(),
            starts_at=values["at"],
            time_zone=values["time_zone"],
            token=values["token"],
            fallback_language=values["fallback_language"],
            send_before=values["at"] + timedelta(hours=values["late_hours"]),
        )
