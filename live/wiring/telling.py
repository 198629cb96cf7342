"""Reminders, moves, cancellations and material: kinds of notices, names of letters."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
