"""Signing up for a webinar without an account."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
