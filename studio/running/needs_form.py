"""What somebody must have done before they may enroll in a run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.offering import offer
from courses.models import Course, CoursePage, CourseRun
from courses.prerequisites import find_circle
from users.models import User

MOST = 300  # lessons of one course that are offered


class NeedsForm(forms.Form):
    """Offers published courses, and the lessons of those that this person may edit."""

    courses = forms.MultipleChoiceField(
        label=_("Courses that must be completed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    score = forms.IntegerField(
        label=_("With so many per cent in their knowledge checks, on average"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Empty: passing is enough."),
        error_messages={
            "invalid": _("Write a number from 1 to 100."),
            "min_value": _("Write a number from 1 to 100."),
            "max_value": _("Write a number from 1 to 100."),
        },
    )
    lessons = forms.MultipleChoiceField(
        label=_("Lessons that must be done"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, run: CourseRun, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.run = run
        published = CoursePage.objects.live().values("translation_key")
        found = Course.objects.offered().filter(key__in=published).exclude(pk=run.course_id)
        offered = list(found.order_by("title"))
        offer(self, "courses", [(str(each.key), each.title) for each in offered])
        lessons = _lessons(found, by)
        offer(self, "lessons", lessons)
        if not lessons:
            del self.fields["lessons"]
        asked = run.prerequisites
        self.initial = {
            "courses": asked.get("courses", []),
            "score": asked.get("score"),
            "lessons": [f"{course} {lesson}" for course, lesson in asked.get("lessons", [])],
            **self.initial,
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("score") and not values.get("courses"):
            self.add_error("score", gettext("Choose the course of whose checks you speak."))
        for name in ("courses", "lessons"):
            self._refuse_a_circle(name, values.get(name) or [])
        return values

    def _refuse_a_circle(self, name: str, chosen: list[str]) -> None:
        keys = [each.split(" ")[0] for each in chosen]
        title = find_circle(self.run.course, keys, at=timezone.now()) if keys else ""
        if title:
            words = gettext(
                "“%(title)s” asks for this course first, itself or through another: nobody could "
                "enroll in either. Choose something else, or change what it asks for."
            )
            self.add_error(name, words % {"title": title})

    def values(self) -> dict[str, Any]:
        """What `change_run` sets."""
        values = self.cleaned_data
        asked: dict[str, Any] = {}
        if values["courses"]:
            asked["courses"] = values["courses"]
        if values.get("lessons"):
            asked["lessons"] = [each.split(" ") for each in values["lessons"]]
        if values["score"]:
            asked["score"] = values["score"]
        return {"prerequisites": asked}


def _lessons(courses: Any, by: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped by course. One query."""
    theirs = courses.filter(pk__in=Course.objects.editable_by(by)).order_by("title")
    return [
        (
            course.title,
            [
                (f"{course.key} {lesson.key}", lesson.title)
                for lesson in list(course.newest_outline.outline.lessons())[:MOST]
            ],
        )
        for course in theirs.exclude(newest_outline=None).select_related("newest_outline")
    ]
