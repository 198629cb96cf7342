"""Threads about a session."""

from django.utils.translation import gettext_lazy


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from discussions.scopes import Scope, register_scope
    from live.talked import closed_sessions, read_sessions

    label = gettext_lazy("Live session")
    register_scope("session", Scope(label, read_sessions, closed_sessions))
