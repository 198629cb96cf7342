"""Who is in a rehearsal: three people, whose language, zone and zeal can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.moment_fields import TYPED, MomentField, on_the_clock
from core.moments import say_zone, zone_of
from core.offering import offer
from courses.models import CourseRun
from members.zones import Group, zone_groups
from studio.running.rehearsed_mails import EXAMPLES, Example

AFTER = timedelta(days=2)
BEGINS = [("no", _("never begins")), ("yes", _("begins, then stops"))]


class ExampleForm(forms.Form):
    """One of them. What is missing or unknown in the address is as it was at first."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"))
    begins = forms.ChoiceField(label=_("What they do"), choices=BEGINS)

    def __init__(self, data: Any, *, number: int, zones: list[Group]) -> None:
        self.first = EXAMPLES[number]
        initial = {
            "language": self.first.language,
            "zone": self.first.time_zone,
            "begins": "yes" if self.first.begins else "no",
        }
        prefix = f"p{number + 1}"
        asked = {
            f"{prefix}-{name}": data.get(f"{prefix}-{name}") or value
            for name, value in initial.items()
        }
        super().__init__(asked, prefix=prefix, label_suffix="")
        offer(self, "zone", zones)

    @property
    def example(self) -> Example:
        if not self.is_valid():
            return self.first
        values = self.cleaned_data
        zone = values["zone"]
        return replace(
            self.first,
            place=self.first.place if zone == self.first.time_zone else say_zone(zone),
            language=values["language"],
            time_zone=zone,
            begins=values["begins"] == "yes",
        )


def example_forms(data: Any) -> list[ExampleForm]:
    zones = zone_groups()
    return [ExampleForm(data, number=number, zones=zones) for number in range(len(EXAMPLES))]


class SeatForm(forms.Form):
    """When a seat gets free, on the clock of the host: two days after enrollment opens at first."""

    freed = MomentField(
        label=_("A seat gets free"),
        required=False,
        help_text=_("As if the three waited for it then. Empty: none gets free."),
    )

    def __init__(self, data: Any, *, run: CourseRun, at: datetime) -> None:
        self.zone = zone_of(run.time_zone)
        first = (run.opens_at or run.starts_at or at) + AFTER
        typed = first.astimezone(self.zone).strftime(TYPED)
        super().__init__({"freed": data.get("freed", typed)}, label_suffix="")

    def clean_freed(self) -> datetime | None:
        typed = self.cleaned_data["freed"]
        return on_the_clock(typed, self.zone) if typed else None

    @property
    def freed_at(self) -> datetime | None:
        """None where none gets free, or where it cannot be read."""
        return self.cleaned_data["freed"] if self.is_valid() else None
