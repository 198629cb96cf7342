"""When the modules of a run open: one rule, and for some of them dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.moment_fields import MomentField, on_the_clock
from core.moments import zone_of
from courses.models import CourseRun, Release
from courses.outline import Module, Outline


class ReleaseForm(forms.Form):
    """A date for each module of `outline`, typed and shown in the zone of the run."""

    release = forms.ChoiceField(
        label=_("Modules open"),
        choices=Release.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when the modules open.")},
    )

    def __init__(self, *args: Any, run: CourseRun, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.run, self.modules = run, outline.modules
        self.zone = zone_of(run.time_zone)
        self.initial = {"release": run.release, **self.initial}
        for module in self.modules:
            self.fields[_name(module)] = MomentField(label=module.title, required=False)
            said = run.release_dates.get(module.key)
            if said:
                local = datetime.fromisoformat(said).astimezone(self.zone)
                self.initial[_name(module)] = local.replace(tzinfo=None)

    def date_fields(self) -> Iterator[BoundField]:
        """One for each module, in their order."""
        for module in self.modules:
            yield self[_name(module)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._set_clock(values)
        release = values.get("release")
        if release == Release.WEEKLY_RUN and not (self.run.starts_at or self.run.opens_at):
            words = gettext("Weeks are counted from the start: give the run one first.")
            self.add_error("release", words)
        if release == Release.DATES:
            self._check_dates(self.dates())
        return values

    def _set_clock(self, values: dict[str, Any]) -> None:
        """Moments, of what was typed for the clock of the run."""
        for module in self.modules:
            name, said = _name(module), self.run.release_dates.get(module.key)
            if values.get(name):
                before = datetime.fromisoformat(said) if said else None
                try:
                    values[name] = on_the_clock(values[name], self.zone, before=before)
                except forms.ValidationError as refusal:
                    self.add_error(name, refusal)

    def _check_dates(self, dates: dict[str, str]) -> None:
        if not dates and not self.errors:
            self.add_error("release", gettext("Give at least one module a date."))
        for module in self.modules:
            said = dates.get(module.key)
            ends_at = self.run.ends_at
            if said and ends_at and datetime.fromisoformat(said) >= ends_at:
                self.add_error(_name(module), gettext("The run has ended by then."))

    def dates(self) -> dict[str, str]:
        """By the key of a module, in UTC. What was typed stays when another rule is chosen."""
        moments = {module.key: self.cleaned_data.get(_name(module)) for module in self.modules}
        return {key: at.astimezone(UTC).isoformat() for key, at in moments.items() if at}

    def values(self) -> dict[str, Any]:
        """What `change_run` sets."""
        return {"release": self.cleaned_data["release"], "release_dates": self.dates()}


def _name(module: Module) -> str:
    return f"date-{module.key}"
