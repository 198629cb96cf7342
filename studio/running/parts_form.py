"""Which run of each of its courses belongs to a run of a programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import CourseRun, EnrollmentMode
from learning.seats import free_seats
from studio.running.part_warnings import problems, say_own_way, say_part_run
from users.models import User


class PartsForm(forms.Form):
    """A field for each course, named by its key; `seen-…` says what stood in it when it was shown.

    Offers the runs that are not over and that somebody may be sent to: those that are open to
    everybody, and those that this person may edit. What is chosen already stays on offer.
    """

    def __init__(
        self,
        *args: Any,
        run: CourseRun,
        names: Mapping[str, str],
        runs: Iterable[CourseRun],
        chosen: Mapping[str, int],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        offered: dict[str, list[tuple[str, str]]] = {key: [] for key in names}
        self.run, self.at = run, at
        self.runs = {str(each.pk): each for each in runs}
        for pk, each in self.runs.items():
            offered[str(each.course.key)].append((pk, say_part_run(run, each, at=at)))
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
            sure = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[f"sure-{key}"] = sure
        self.names = dict(names)

    def chosen(self) -> dict[str, int | None]:
        """By the key of a course its run, as `choose_part_runs` takes it."""
        return {key: _number(self.cleaned_data[key]) for key in self._keys()}

    def seen(self) -> dict[str, int | None]:
        """What stood there when the form was opened."""
        return {key: _number(self.cleaned_data[f"seen-{key}"]) for key in self._keys()}

    def doubts(self) -> list[str]:
        """What will not work with the runs that are chosen now, and nobody has been asked about.

        Whoever sends the form once more has read it: `sure-…` then says of which run.
        """
        return [
            sentence
            for key in self._keys()
            if self.cleaned_data[key] not in ("", self.cleaned_data[f"sure-{key}"])
            and self.cleaned_data[key] != self.cleaned_data[f"seen-{key}"]
            for sentence in self._problems_of(key, self.cleaned_data[key])
        ]

    def remember_doubts(self) -> None:
        """Let what is sent next say for which runs its sender has read the warning."""
        read = {f"sure-{key}": self.cleaned_data.get(key, "") for key in self._keys()}
        self.data = dict(self.data.items()) | read

    def warnings(self) -> list[str]:
        """Of the runs that are stored: what does not work with them, and how people come in."""
        return [
            sentence
            for key in self._keys()
            for sentence in [
                *self._problems_of(key, self.initial[key]),
                *self._way_of(key, self.initial[key]),
            ]
        ]

    def _problems_of(self, key: str, pk: str) -> list[str]:
        part = self.runs.get(pk)
        if part is None:
            return []
        found = list(problems(self.run, part, at=self.at))
        if free_seats(part) == 0:
            found.append(_("has no seat left: nobody new gets into the programme"))
        return [f"{self.names[key]}: {each}." for each in found]

    def _way_of(self, key: str, pk: str) -> list[str]:
        part = self.runs.get(pk)
        way = say_own_way(part, at=self.at) if part else ""
        if not way:
            return []
        words = _("people of the programme are put into it all the same.")
        return [f"{self.names[key]}: {way}; {words}"]

    def _keys(self) -> list[str]:
        return [key for key in self.fields if not key.startswith(("seen-", "sure-"))]


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


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 19 else None
