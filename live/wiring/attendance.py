"""Proof of attendance, and what it hands down."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
