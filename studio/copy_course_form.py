"""A copy of a course: a title in each language, an address, and which runs come along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.moment_fields import DayField
from core.offering import offer
from courses.models import CoursePage, CourseRun
from courses.run_dates import first_day
from studio.new_course import TokenField
from studio.running.forms import FURTHEST

TITLE = "title_"


class CopyCourseForm(forms.Form):
    """`pages`: of the course, that of its own language first."""

    token = TokenField(required=False)
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty: then it is made from the title."),
    )
    runs = forms.TypedMultipleChoiceField(
        label=_("Runs that come along"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With their terms and their team, and without the people."),
    )
    starts_on = DayField(
        label=_("The first of them starts on"),
        required=False,
        help_text=_("All dates move by the same number of days, and keep their hour."),
    )

    def __init__(
        self,
        *args: Any,
        pages: Sequence[CoursePage],
        runs: Sequence[CourseRun],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today, self.run_rows = today, {run.pk: run for run in runs}
        self.codes = [page.locale.language_code for page in pages]
        names = dict(settings.LANGUAGES)
        for page, code in zip(pages, self.codes, strict=True):
            self.fields[f"{TITLE}{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": names.get(code, code)},
                max_length=200,
                initial=gettext("%(title)s (copy)") % {"title": page.draft_title},
                error_messages={"required": _("Give the copy a title.")},
            )
        offer(self, "runs", [(run.pk, _say(run)) for run in runs])
        if not runs:
            del self.fields["runs"], self.fields["starts_on"]
        order = ["token", *(f"{TITLE}{code}" for code in self.codes), "slug"]
        self.order_fields([*order, "runs", "starts_on"])
        self.initial = {"token": uuid4(), **self.initial}

    def clean_slug(self) -> str:
        words = str(self.cleaned_data["slug"]).strip()
        found = slugify(words, allow_unicode=True)
        if words and not found:
            raise forms.ValidationError(gettext("Write letters or digits, for example shade-2."))
        return found

    def clean_starts_on(self) -> date | None:
        day: date | None = self.cleaned_data["starts_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(gettext("This day has passed."))
        if day is not None and day > self.today + FURTHEST:
            words = gettext("This is more than five years away. Is the year right?")
            raise forms.ValidationError(words)
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        dated = [run for run in self.chosen_runs if first_day(run)]
        if dated and not values.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", gettext("Choose the day on which the first run starts."))
        return values

    @property
    def chosen_runs(self) -> list[CourseRun]:
        """In the order of their dates, after `is_valid()`."""
        return [self.run_rows[pk] for pk in self.cleaned_data.get("runs", [])]

    @property
    def titles(self) -> dict[str, str]:
        """By language, after `is_valid()`."""
        return {code: self.cleaned_data[f"{TITLE}{code}"] for code in self.codes}

    @property
    def address(self) -> str:
        """As it was written, or from the first title."""
        return self.cleaned_data["slug"] or slugify(self.titles[self.codes[0]], allow_unicode=True)


def _say(run: CourseRun) -> str:
    return f"{run}, {run.start_day}" if run.start_day else str(run)
