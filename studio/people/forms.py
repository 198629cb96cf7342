"""The form of a deed: why, and for what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun

from .deeds import Deed


class DeedForm(forms.Form):
    """Every deed wants a reason; a move wants a run, and so does no other deed."""

    reason = forms.CharField(
        label=_("Reason, kept in the history"),
        max_length=200,
        error_messages={"required": _("Say why: the history keeps the reason.")},
    )
    seen = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(
        self, *args: Any, deed: Deed, runs: tuple[CourseRun, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.runs = {str(run.pk): run for run in runs}
        if deed == Deed.MOVE:
            choices = [(pk, _named(run)) for pk, run in self.runs.items()]
            self.fields["run"] = forms.ChoiceField(
                label=_("To which run"),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a run.")},
            )
            self.order_fields(["run", "reason"])

    @property
    def run(self) -> CourseRun | None:
        """The run that was chosen in a valid form."""
        return self.runs.get(self.cleaned_data.get("run", ""))


def _named(run: CourseRun) -> str:
    return f"{run}, {run.start_day}" if run.start_day else str(run)
