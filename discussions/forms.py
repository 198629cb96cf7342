"""What people write, report and hide. `token` makes a form's thread or answer once."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.lines import LineField, is_seen, without_towers
from discussions.models import Post, ReportReason
from discussions.models.post import LONGEST_BODY

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINKS = 5


class WordsForm(forms.Form):
    body = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write something first."),
            "max_length": _("At most 5,000 characters, please. Yours is longer."),
        },
    )

    def clean_body(self) -> str:
        body = without_towers(self.cleaned_data["body"].replace("\r\n", "\n"))
        if not is_seen(body):
            raise ValidationError(self.fields["body"].error_messages["required"])
        if len(LINK.findall(body)) > MOST_LINKS:
            raise ValidationError(
                gettext("At most %(most)s links, please: more look like advertising.")
                % {"most": MOST_LINKS}
            )
        return body


class AnswerForm(WordsForm):
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"token": uuid4()}, label_suffix="")


class TitledForm(forms.Form):
    title = LineField(
        label=_("What is it about?"),
        max_length=200,
        error_messages={
            "required": _("Say in a few words what it is about."),
            "max_length": _("At most 200 characters, please. Say the rest below."),
        },
    )


class ThreadForm(TitledForm, AnswerForm):
    field_order = ("token", "title", "body")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["body"].label = _("Your question or thought")


class EditForm(TitledForm, WordsForm):
    """Of the first words of a thread also its title. `seen`: when they had been edited before."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("seen", "title", "body")

    def __init__(self, data: Any = None, *, post: Post) -> None:
        seen = post.edited_at.isoformat() if post.edited_at else ""
        initial = {"seen": seen, "title": post.thread.title, "body": post.body}
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["body"].label = _("Your words")
        if not post.is_first:
            del self.fields["title"]

    def values(self) -> dict[str, Any]:
        """What the action takes. What is no moment counts as never edited."""
        values = self.cleaned_data
        return {
            "body": values["body"],
            "title": values.get("title", ""),
            "seen": parse_datetime(values["seen"]) if values["seen"] else None,
        }

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        try:
            return seen if parse_datetime(seen) else ""
        except ValueError:
            return ""


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )
    words = forms.CharField(
        label=_("In your words, if you like"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("At most 500 characters, please.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "Whoever wrote it reads this, and the team. Learners read only that it is hidden."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why: its author reads it."),
            "max_length": _("At most 500 characters, please."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
