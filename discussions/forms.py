"""What people write: a title and plain words. `token` makes a form's thread or answer once."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from discussions.models.post import LONGEST_BODY

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINKS = 5


class AnswerForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write something first."),
            "max_length": _("At most 5,000 characters, please. Yours is longer."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"token": uuid4()}, label_suffix="")

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        if len(LINK.findall(body)) > MOST_LINKS:
            raise ValidationError(
                gettext("At most %(most)s links, please: more look like advertising.")
                % {"most": MOST_LINKS}
            )
        return body


class ThreadForm(AnswerForm):
    title = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        error_messages={
            "required": _("Say in a few words what it is about."),
            "max_length": _("At most 200 characters, please. Say the rest below."),
        },
    )
    field_order = ("token", "title", "body")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["body"].label = _("Your question or thought")
