"""Forms about the report of a meeting: the file, what its columns mean, and whom a line means."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.csv_file import FileRefused
from core.offering import offer
from live.models import AttendanceReport
from live.reported import UNIT, WHOLE, sheet_of
from live.reports.columns import (
    EMAIL,
    FIRST_NAME,
    JOINED,
    LAST_NAME,
    LEFT,
    MINUTES,
    NAME,
    names_people,
)
from live.reports.durations import MINUTE, SECOND
from live.reports.matching import Person, Unmatched
from live.reports.reading import MAX_BYTES, Sheet, read_report, seconds_are_likely

SHOWN_CHARACTERS: Final = 60


class ReportFileForm(forms.Form):
    """`sheet` and `digest` are there once it is valid."""

    file = forms.FileField(
        label=_("The report as a CSV file"),
        help_text=_("Of Zoom, Teams or Meet, as the service gives it; others too."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty."),
        },
    )
    sheet: Sheet
    digest: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        content = file.read(MAX_BYTES + 1)
        try:
            self.sheet = read_report(content)
        except FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        self.digest = hashlib.sha256(content).hexdigest()
        return file


class ColumnsForm(forms.Form):
    """Which column is what. A field is named as our column is."""

    name = forms.ChoiceField(label=_("Name"), required=False)
    first_name = forms.ChoiceField(label=_("First name"), required=False)
    last_name = forms.ChoiceField(label=_("Last name"), required=False)
    email = forms.ChoiceField(label=_("E-mail"), required=False)
    minutes = forms.ChoiceField(label=_("How long somebody was there"), required=False)
    unit = forms.TypedChoiceField(
        label=_("A bare number there means"),
        choices=[(MINUTE, _("minutes")), (SECOND, _("seconds"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what a bare number means.")},
    )
    joined = forms.ChoiceField(label=_("When they came"), required=False)
    left = forms.ChoiceField(label=_("When they left"), required=False)
    whole = forms.BooleanField(
        label=_("The report says no times: everybody in it was there the whole time"),
        required=False,
    )

    PLACES: Final = (NAME, FIRST_NAME, LAST_NAME, EMAIL, MINUTES, JOINED, LEFT)

    def __init__(self, *args: Any, report: AttendanceReport, **kwargs: Any) -> None:
        self.sheet = sheet_of(report)
        unit = report.columns.get(UNIT, SECOND if seconds_are_likely(self.sheet) else MINUTE)
        initial = {**self.sheet.columns, "unit": unit, "whole": report.columns.get(WHOLE, False)}
        super().__init__(*args, **{"initial": initial, "label_suffix": "", **kwargs})
        for name in self.PLACES:
            offer(self, name, self._choices())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = [values[name] for name in self.PLACES if values.get(name)]
        if not self.errors and len(chosen) > len(set(chosen)):
            self.add_error(None, gettext("One column was chosen for two things. Choose again."))
        places = self.places()
        if not self.errors and not names_people(places):
            words = gettext("Choose the column of names, that of e-mail addresses, or both.")
            self.add_error("name", words)
        has_time = MINUTES in places or {JOINED, LEFT} <= places.keys()
        if not self.errors and not has_time and not values.get("whole"):
            words = gettext(
                "Choose the column that says how long, or both of coming and leaving. Where there "
                "is none, tick that everybody was there the whole time."
            )
            self.add_error("minutes", words)
        return values

    def places(self) -> dict[str, int]:
        data = self.cleaned_data
        return {name: int(data[name]) for name in self.PLACES if data.get(name)}

    def _choices(self) -> list[tuple[str, str]]:
        """A column is named by its title, and by an example where that helps."""
        first = self.sheet.rows[0][1] if self.sheet.rows else ()
        named = [("", gettext("none"))]
        for place, title in enumerate(self.sheet.titles):
            example = first[place] if place < len(first) else ""
            text = title or gettext("Column %(number)d") % {"number": place + 1}
            text += f" ({example})" if example else ""
            named.append((str(place), text[:SHOWN_CHARACTERS]))
        return named


class PeopleForm(forms.Form):
    """Whom lines mean that were not matched: a field for each, empty for nobody.

    `people` can be chosen by the words of `labels_of`; two lines may mean the same person.
    """

    def __init__(
        self, *args: Any, unmatched: Sequence[Unmatched], people: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.labels = labels_of(people)
        self._known = {_loose(label): pk for pk, label in self.labels.items()}
        for each in unmatched:
            self.fields[field_of(each)] = forms.CharField(
                label=each.guest.name or each.guest.email,
                required=False,
                max_length=400,
                widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name, typed in list(values.items()):
            if typed and _loose(typed) not in self._known:
                words = gettext("Nobody in this run is called so. Choose from the list.")
                self.add_error(name, words)
        return values

    def chosen(self) -> dict[int, int]:
        """A line's number to an enrollment."""
        return {
            int(name.removeprefix("line-")): self._known[_loose(typed)]
            for name, typed in self.cleaned_data.items()
            if typed
        }


def field_of(unmatched: Unmatched) -> str:
    return f"line-{unmatched.guest.lines[0].number}"


def labels_of(people: Sequence[Person]) -> dict[int, str]:
    """By enrollment: the name; beside it an address where several have this name, or none, and
    where the name holds one: somebody may call themselves as another stands in this list."""
    counts = Counter(_loose(person.name) for person in people)
    labels: dict[int, str] = {}
    for person in people:
        email = min(person.emails, default=str(person.enrollment_id))
        is_a_name = bool(person.name.strip()) and "@" not in person.name
        is_alone = is_a_name and counts[_loose(person.name)] == 1
        labels[person.enrollment_id] = (
            person.name if is_alone else f"{person.name} ({email})".strip()
        )
    return labels


def _loose(text: str) -> str:
    return " ".join(text.split()).casefold()
