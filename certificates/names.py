"""Names as they are printed: in any script, as typed, never as markup, never as boxes."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from users.names import tidy_name

LONGEST = 150


class NameNotPrintable(ValueError):
    """The text tells the person what to do."""


def is_right_to_left(name: str) -> bool:
    """By the first character with a strong direction (UAX #9, P2 and P3)."""
    for character in name:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def check_printable(name: str) -> str:
    """The cleaned name. Raises NameNotPrintable for what the certificate's fonts cannot show."""
    cleaned = tidy_name(name)
    if not any(unicodedata.category(character)[0] in "LN" for character in cleaned):
        raise NameNotPrintable(_("Type your name as it should stand on the certificate."))
    if len(cleaned) > LONGEST:
        raise NameNotPrintable(
            _("This name is longer than %(longest)d characters. Shorten it.") % {"longest": LONGEST}
        )
    from .rendering import can_print

    if not can_print(cleaned):
        raise NameNotPrintable(
            _(
                "Our certificate has no letters for a part of this name. "
                "Type it in another script, for example in Latin letters."
            )
        )
    return cleaned
