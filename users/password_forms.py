"""allauth's forms for a new password, with one short hint in place of a list of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from django import forms
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# Where a password is changed; sign-up asks for it once, as "Password".
LABELS = {
    "oldpassword": gettext_lazy("Your present password"),
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("The new password again"),
}

if TYPE_CHECKING:
    Mixable = forms.Form
else:
    Mixable = object


def password_hint() -> str:
    """What a password must be, in two sentences. The length is that of the settings."""
    lengths = [
        validator.min_length
        for validator in get_default_password_validators()
        if isinstance(validator, MinimumLengthValidator)
    ]
    shortest = max(lengths, default=1)
    length = ngettext("At least %(count)d character.", "At least %(count)d characters.", shortest)
    rest = _("Not a common word, not only digits, nothing of your name or address.")
    return f"{length % {'count': shortest}} {rest}"


class ShortPasswordHint(Mixable):
    """For a form whose new password is `password1`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_hint()
        for name, label in LABELS.items():
            if "password2" in self.fields and name in self.fields:
                self.fields[name].label = str(label)


class ChangePasswordForm(ShortPasswordHint, AllauthChangePasswordForm):
    """Where one has a password."""


class SetPasswordForm(ShortPasswordHint, AllauthSetPasswordForm):
    """Where one has none yet."""


class ResetPasswordKeyForm(ShortPasswordHint, AllauthResetPasswordKeyForm):
    """By the link of a mail."""
