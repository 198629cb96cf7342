"""Which run of each of its courses belongs to a run of a programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import CourseRun, EnrollmentMode
from users.models import User


class PartsForm(forms.Form):
    """A field for each course, named by its key; `seen-…` says what stood in it when it was shown.

    Offers the runs that are not over and that somebody may be sent to: those that are open to
    everybody, and those that this person may edit. What is chosen already stays on offer.
    """

    def __init__(
        self,
        *args: Any,
        names: Mapping[str, str],
        runs: Iterable[CourseRun],
        chosen: Mapping[str, int],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        offered: dict[str, list[tuple[str, str]]] = {key: [] for key in names}
        for run in runs:
            offered[str(run.course.key)].append((str(run.pk), say_run(run, at=at)))
        for key, name in names.items():
            self.fields[key] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", _("Not set: nobody is enrolled in it")), *offered[key]],
                help_text="" if offered[key] else _("No run of this course is open or to come."),
                error_messages={
                    "invalid_choice": _("This run is over, or not open to everybody. Choose again.")
                },
            )
            self.initial[key] = str(chosen.get(key, ""))
            seen = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[f"seen-{key}"] = seen
            self.initial[f"seen-{key}"] = str(chosen.get(key, ""))

    def chosen(self) -> dict[str, int | None]:
        """By the key of a course its run, as `choose_part_runs` takes it."""
        return {key: _number(self.cleaned_data[key]) for key in self._keys()}

    def seen(self) -> dict[str, int | None]:
        """What stood there when the form was opened."""
        return {key: _number(self.cleaned_data[f"seen-{key}"]) for key in self._keys()}

    def _keys(self) -> list[str]:
        return [key for key in self.fields if not key.startswith("seen-")]


def runs_to_choose(
    keys: Iterable[str], chosen: Iterable[int], *, by: User, at: datetime
) -> list[CourseRun]:
    """The runs of these courses that this person may send people to. One query."""
    is_on = Q(pk__in=CourseRun.objects.unfinished(at=at).values("pk"))
    may_send = Q(enrollment_mode=EnrollmentMode.OPEN) | Q(
        pk__in=CourseRun.objects.editable_by(by).values("pk")
    )
    runs = CourseRun.objects.filter(Q(pk__in=list(chosen)) | (is_on & may_send))
    return list(
        runs.filter(course__key__in=list(keys)).select_related("course").order_by("starts_at", "pk")
    )


def say_run(run: CourseRun, *, at: datetime) -> str:
    """For example "Spring, 18 January 2027 (Dhaka), open for enrollment"."""
    name = str(run)
    day = "" if run.start_day in name else run.start_day
    return ", ".join(filter(None, [name, day, str(run.state_at(at, 0).label)]))


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 19 else None
