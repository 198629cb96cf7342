"""Stop offering a course: why, and where its page leads instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.offering import offer
from courses.models import Course


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your colleagues read it here, and whoever waits for a seat in their mail."),
        error_messages={"required": _("Say why the course is not offered any more.")},
    )
    successor = forms.TypedChoiceField(
        label=_("Where its page leads instead"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Without one it leads to all courses."),
        error_messages={"invalid_choice": _("Choose a course that is offered.")},
    )

    def __init__(self, *args: Any, successors: list[Course], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.successors = {course.pk: course for course in successors}
        offer(
            self,
            "successor",
            [
                ("", _("To all courses")),
                *((course.pk, f"{course.title} ({course.provider.name})") for course in successors),
            ],
        )

    @property
    def chosen(self) -> Course | None:
        """The course in its place, after `is_valid()`."""
        return self.successors.get(self.cleaned_data["successor"])
