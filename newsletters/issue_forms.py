"""What editors type on an issue's page in the CMS."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail.addresses import AddressRefused, check_address, email_key
from mail.models import Suppression
from newsletters.actions.trying import MOST_ADDRESSES
from newsletters.models import Reader


class TestForm(forms.Form):
    """To whom a test goes. `key` is the form's own, so that a second click sends none."""

    __test__ = False  # no class of tests

    addresses = forms.CharField(
        label=gettext_lazy("Addresses"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("At most five, one a line."),
        error_messages={"required": gettext_lazy("Give at least one address.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "id_test_%s", **kwargs})

    def clean_addresses(self) -> list[str]:
        typed = re.split(r"[\s,;]+", self.cleaned_data["addresses"])
        addresses = list({each.lower(): each for each in typed if each}.values())
        if len(addresses) > MOST_ADDRESSES:
            raise ValidationError(
                _("These are %(count)d addresses. A test goes to at most %(most)d.")
                % {"count": len(addresses), "most": MOST_ADDRESSES}
            )
        try:
            checked = [check_address(address) for address in addresses]
        except AddressRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        _check_stopped(checked)
        return checked


def _check_stopped(addresses: list[str]) -> None:
    """Raises ValidationError for one that gets no mail at all. One query."""
    by_key = {email_key(address): address for address in addresses}
    stops = Suppression.objects.in_force().filter(scope=Suppression.ALL, email_key__in=by_key)
    for key in stops.values_list("email_key", flat=True)[:1]:
        raise ValidationError(
            _("All mail to %(address)s is stopped. Leave this address out.")
            % {"address": by_key[key]}
        )


class ReaderForm(forms.Form):
    """As which reader somebody sees the mail."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address of the reader"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        max_length=320,
        error_messages={"required": gettext_lazy("Give the address of a reader.")},
    )
    reader: Reader

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "id_reader_%s", **kwargs})

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        reader = Reader.objects.known().filter(email_key=email_key(email)).first()
        if reader is None:
            raise ValidationError(_("No reader has this address. Check how it is written."))
        self.reader = reader
        return email


class SendBackForm(forms.Form):
    """What should change before the issue can be published."""

    comment = forms.CharField(
        label=gettext_lazy("What should change?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what should change.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "id_back_%s", **kwargs})
