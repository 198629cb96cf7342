"""Forms about outside experts: to ask one, and what one says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from studio.guests import Invitation
from users.models import Verdict

DAYS = [(7, _("a week")), (14, _("two weeks")), (30, _("a month"))]


class AskForm(forms.Form):
    """Whom to ask. `invitation` is what was typed."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("It stands with everything that they say."),
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    days = forms.TypedChoiceField(
        label=_("The link works for"), choices=DAYS, coerce=int, initial=14
    )
    note = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example what you would like to know from them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    @property
    def invitation(self) -> Invitation:
        return Invitation(**self.cleaned_data)


class VerdictForm(forms.Form):
    """What the expert thinks of the whole draft."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"),
        choices=[
            (Verdict.APPROVED, _("It is good as it is")),
            (Verdict.RETURNED, _("Something should change first")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("At most 4,000 characters, please.")},
    )
