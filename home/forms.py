"""The form of `users` for the name on certificates, asked by those who print it."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from certificates.names import NameNotPrintable, check_printable
from users import forms


class CertificateNameForm(forms.CertificateNameForm):
    """Says beside the field which letters no font of the certificate has."""

    def clean_name(self) -> str:
        return _printable(self.cleaned_data["name"])

    def clean_latin(self) -> str:
        latin: str = self.cleaned_data["latin"]
        return _printable(latin) if latin else ""


def _printable(name: str) -> str:
    try:
        return check_printable(name)
    except NameNotPrintable as error:
        raise ValidationError(str(error), code="not_printable") from error
