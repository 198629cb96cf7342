"""What learners see: sessions on course pages, in the player and in calendars."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
