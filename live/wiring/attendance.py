"""Proof of attendance, and what it hands down."""


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from courses.protected import register_file_use
    from learning.signals import result_recorded
    from live.actions import count_recordings
    from live.material_files import may_read_file

    result_recorded.connect(count_recordings, dispatch_uid="live.recording")
    register_file_use(may_read_file)
