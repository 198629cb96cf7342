"""What a webinar asks: name, e-mail and city; and the name on the certificate, once confirmed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mail.fields import AddressField
from users.fields import GuessedTimeZoneField, NameField
from users.forms import CertificateNameForm
from users.names import require_printable


class SignUpForm(forms.Form):
    """`website` is a trap: people do not see it."""

    name = NameField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = AddressField(
        label=_("E-mail"), help_text=_("The link to take part comes to this address.")
    )
    city_name = NameField(
        label=_("City"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={
            "required": _("Write your city."),
            "no_letter": _("Write the name of your city with at least one letter."),
        },
    )
    time_zone = GuessedTimeZoneField()
    website = forms.CharField(required=False)

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class LostLinkForm(forms.Form):
    """Whoever takes part already, and has lost the mail with the link."""

    email = AddressField(label=_("E-mail"))


class PrintedNameForm(CertificateNameForm):
    """The name on the certificate, refused where the certificate has no letters for it."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        require_printable(name)
        return name

    def clean_latin(self) -> str:
        latin: str = self.cleaned_data["latin"]
        if latin:
            require_printable(latin)
        return latin
