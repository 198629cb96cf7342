"""Signing up for a webinar without an account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

LETTERS = {
    "webinar_confirm": gettext_lazy("Please confirm that you take part in a webinar"),
    "webinar_confirmed": gettext_lazy("You take part in a webinar"),
}


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from mail.naming import name_letters

    name_letters(LETTERS)
