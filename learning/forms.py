"""What somebody answers who asks to be enrolled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun

LONGEST = 2000


class QuestionsForm(forms.Form):
    """One field for each question of the run; all must be answered."""

    def __init__(self, *args: Any, run: CourseRun, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for number, question in enumerate(run.questions):
            self.fields[f"answer-{number}"] = forms.CharField(
                label=question,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3, "class": "field__input"}),
                error_messages={"required": _("Answer this question, in your own words.")},
            )

    @property
    def answers(self) -> list[str]:
        return [str(value) for value in self.cleaned_data.values()]
