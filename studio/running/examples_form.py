"""Who is in a rehearsal: three people, whose language, zone and zeal can be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.forms import zone_choices
from learning.moments import say_zone
from studio.running.rehearsal import EXAMPLES, Example

BEGINS = [("no", _("never begins")), ("yes", _("opens the first lesson, then stops"))]


class ExampleForm(forms.Form):
    """One of them. What is missing or unknown in the address is as it was at first."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    begins = forms.ChoiceField(label=_("What they do"), choices=BEGINS)

    def __init__(self, data: Any, *, number: int) -> None:
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
    return [ExampleForm(data, number=number) for number in range(len(EXAMPLES))]
