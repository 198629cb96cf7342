"""Reminders, moves, cancellations and material: kinds of notices, names of letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LETTERS = {
    "session_reminder": gettext_lazy("Reminder of a session"),
    "session_moved": gettext_lazy("A session was moved"),
    "session_cancelled": gettext_lazy("A session was cancelled"),
    "session_material": gettext_lazy("Recording or slides of a session"),
}


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from live.mails import (
        SESSION_CANCELLED,
        SESSION_MATERIAL,
        SESSION_MOVED,
        SESSION_MOVED_ALONG,
        SESSION_REMINDER,
        say_material,
    )
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
    register_kind(
        Kind(
            code=SESSION_MATERIAL,
            label=gettext_lazy("Recordings and slides of sessions"),
            say=say_material,
            template=SESSION_MATERIAL,
            default=Way.DIGEST,
            ways=frozenset(Way),
        )
    )
    moved = gettext_lazy("Sessions that are moved")
    cancelled = gettext_lazy("Sessions that are cancelled")
    fixed: dict[str, Any] = {"default": Way.MAIL, "ways": frozenset({Way.MAIL}), "is_fixed": True}
    register_kind(
        Kind(code=SESSION_MOVED, label=moved, say=_say_moved, template=SESSION_MOVED, **fixed)
    )
    register_kind(
        Kind(
            code=SESSION_MOVED_ALONG,
            label=moved,
            say=_say_moved,
            template=SESSION_MOVED,
            default=Way.SITE,
            ways=frozenset({Way.SITE}),
            is_fixed=True,
        )
    )
    register_kind(
        Kind(
            code=SESSION_CANCELLED,
            label=cancelled,
            say=_say_cancelled,
            template=SESSION_CANCELLED,
            **fixed,
        )
    )


def _say_reminder(values: Mapping[str, Any]) -> str:
    return _("“%(title)s” begins soon.") % {"title": values["title"]}


def _say_moved(values: Mapping[str, Any]) -> str:
    return _("“%(title)s” is moved: %(when)s, %(place)s") % {
        "title": values.get("title", "…"),
        "when": values.get("when", "…"),
        "place": values.get("place", "…"),
    }


def _say_cancelled(values: Mapping[str, Any]) -> str:
    return _("“%(title)s” does not take place: %(when)s") % {
        "title": values.get("title", "…"),
        "when": values.get("when", "…"),
    }
