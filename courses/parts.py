"""Courses as parts of a programme: which may be chosen, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

if TYPE_CHECKING:
    from courses.models import CourseRun


def course_choices() -> list[tuple[str, str]]:
    """Courses that are published and on offer, whoever provides them, by key; no programmes.

    One query.
    """
    from courses.models import Course, CourseFormat  # models import blocks, which import this

    courses = (
        Course.objects.offered().exclude(format=CourseFormat.PROGRAMME).order_by("title", "pk")
    )
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


def name_parts(content: Mapping[str, Any]) -> None:
    """Give each part in what an outline is made from the title of its course.

    One query, and none where no course is named. A title alone makes no new outline.
    """
    activities = [
        activity
        for module in content["modules"]
        for lesson in module["lessons"]
        for activity in lesson["activities"]
        if activity.get("course")
    ]
    names = course_titles(activity["course"] for activity in activities)
    for activity in activities:
        activity["title"] = names.get(activity["course"], "")


def runs_of_parts(run: CourseRun, keys: Iterable[UUID]) -> dict[UUID, CourseRun | None]:
    """By course the run that belongs to this run of a programme; None where none is chosen.

    One query.
    """
    from courses.models import RunPart  # see above

    parts = RunPart.objects.filter(run=run).select_related("course", "part_run__course")
    chosen = {part.course.key: part.part_run for part in parts}
    return {key: chosen.get(key) for key in keys}


class _CourseField(forms.ChoiceField):
    """Takes the key of any course.

    Which of them may be a part is asked of all lessons at once, and answered with the name of the
    course: see `courses.findings.sessions`.
    """

    def valid_value(self, value: Any) -> bool:
        try:
            UUID(str(value))
        except ValueError:
            return False
        return True


class CourseChoiceBlock(blocks.FieldBlock):
    """A course, stored as its key in every language.

    Wagtail's own `ChoiceBlock` reads its choices each time a stored value is read, which is a query
    for every lesson that anybody opens; this one reads them where somebody chooses. What is stored
    stays as it is, also where the course may not be chosen any more: the findings say so.
    """

    def __init__(self, required: bool = True, help_text: str | None = None, **kwargs: Any) -> None:
        self.field = _CourseField(choices=_with_blank, required=required, help_text=help_text or "")
        super().__init__(**kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    class Meta:
        icon = "list-ul"
        default = ""


def _with_blank() -> list[tuple[str, Any]]:
    return [("", _("Choose a course")), *course_choices()]
