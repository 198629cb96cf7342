"""Reminders, moves, cancellations and material: kinds of notices, names of letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LETTERS = {
    "session_reminder": gettext_lazy("Reminder of a session"),
}


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from live.mails import SESSION_REMINDER
    from mail.naming import name_letters
    from notifications.kinds import Kind, register_kind
    from notifications.models import Way

    name_letters(LETTERS)
    register_kind(
        Kind(
            code=SESSION_REMINDER,
            label=gettext_lazy("Reminders of sessions, a day and an hour before"),
            say=_say_reminder,
            template=SESSION_REMINDER,
            default=Way.MAIL,
            ways=frozenset({Way.MAIL, Way.NONE}),
            has_notice=False,
        )
    )


def _say_reminder(values: Mapping[str, Any]) -> str:
    return _("“%(title)s” begins soon.") % {"title": values["title"]}
