"""A field of forms for an address that our mail path can carry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from .addresses import AddressRefused, check_address


class AddressField(forms.CharField):
    """Any other address is refused with what is wrong."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    default_error_messages = {"required": gettext_lazy("Write your e-mail address.")}

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        try:
            return check_address(address) if address else ""
        except AddressRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
