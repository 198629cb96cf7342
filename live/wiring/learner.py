"""What learners see: sessions on course pages, in the player and in calendars; copied runs."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from courses.sessions_door import register_session_reader
    from courses.signals import run_changed, run_copied
    from live import receivers
    from live.faces import read_faces

    register_session_reader(read_faces)
    run_copied.connect(receivers.run_copied, dispatch_uid="live.run_copied")
    run_changed.connect(receivers.run_changed, dispatch_uid="live.run_changed")
