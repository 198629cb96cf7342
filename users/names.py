"""Names as people type them, in any script: what is kept and what is refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.lines import tidy_line


def tidy_name(value: str) -> str:
    """As every line that somebody types: what turns the words around it in a certificate or a mail
    is dropped. Raises nothing."""
    return tidy_line(value)


def require_a_letter(value: str) -> None:
    """Raise ValidationError for a name without a letter in any script."""
    if not any(unicodedata.category(character)[0] == "L" for character in value):
        raise ValidationError(_("Write a name with at least one letter."), code="no_letter")


def require_latin(value: str) -> None:
    """Raise ValidationError for letters outside the Latin script."""
    for character in value:
        if unicodedata.category(character)[0] == "L" and not unicodedata.name(
            character, ""
        ).startswith(("LATIN", "MODIFIER LETTER")):
            raise ValidationError(
                _("Use Latin letters here: “%(letter)s” is of another script."),
                code="not_latin",
                params={"letter": character},
            )


_printers: list[Callable[[str], str]] = []


def register_printable(check: Callable[[str], str]) -> None:
    """Door: who prints names says which it can. `check` raises ValueError with what to do.

    Registering twice is harmless.
    """
    if check not in _printers:
        _printers.append(check)


def require_printable(name: str) -> None:
    """Raise ValidationError for a name that somebody who prints names cannot print."""
    for check in _printers:
        try:
            check(name)
        except ValueError as error:
            raise ValidationError(str(error), code="not_printable") from error
