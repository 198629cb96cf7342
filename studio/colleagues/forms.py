"""The form by which a colleague is invited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

AUTHOR, ADMINISTRATOR = "author", "administrator"
ROLES = (
    (AUTHOR, _("Author: writes courses and runs them")),
    (ADMINISTRATOR, _("Administrator: also invites and removes colleagues")),
)


class InviteForm(forms.Form):
    """Whom to write to, and as what they work with you."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the address of your colleague.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Used only where they have no account yet."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=ROLES, initial=AUTHOR, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
