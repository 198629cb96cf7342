"""Courses as parts of a programme: which may be chosen, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


def course_choices() -> list[tuple[str, str]]:
    """Courses that were published, whoever provides them, by key; no programmes. One query."""
    from courses.models import Course, CourseFormat  # models import blocks, which import this

    courses = Course.objects.exclude(format=CourseFormat.PROGRAMME).order_by("title", "pk")
    courses = courses.exclude(newest_outline=None)
    return [(str(key), title) for key, title in courses.values_list("key", "title")]


def course_titles(keys: Iterable[str]) -> dict[str, str]:
    """What these courses are called now, by key. One query, and none without keys."""
    from courses.models import Course

    wanted = [key for key in keys if key]
    if not wanted:
        return {}
    return {
        str(key): title
        for key, title in Course.objects.filter(key__in=wanted).values_list("key", "title")
    }


class CourseChoiceBlock(blocks.FieldBlock):
    """A course, stored as its key in every language.

    Wagtail's own `ChoiceBlock` reads its choices each time a stored value is read, which is a query
    for every lesson that anybody opens; this one reads them where somebody chooses. What is stored
    stays as it is, also where the course may not be chosen any more: the findings say so.
    """

    def __init__(self, required: bool = True, help_text: str | None = None, **kwargs: Any) -> None:
        self.field = forms.ChoiceField(
            choices=_with_blank, required=required, help_text=help_text or ""
        )
        super().__init__(**kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    class Meta:
        icon = "list-ul"
        default = ""


def _with_blank() -> list[tuple[str, Any]]:
    return [("", _("Choose a course")), *course_choices()]
