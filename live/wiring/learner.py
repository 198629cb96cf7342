"""What learners see: sessions on course pages, in the player and in calendars."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from courses.sessions_door import register_session_reader
    from live.faces import read_faces

    register_session_reader(read_faces)
