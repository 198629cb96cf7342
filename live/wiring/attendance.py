"""Proof of attendance, and what it hands down."""

from django.utils.translation import gettext_lazy

LETTERS = {"session_late": gettext_lazy("A session starts later")}


def connect() -> None:
    """Imports stand inside: models are not ready when this module is read."""
    from courses.protected import register_file_use
    from learning.signals import result_recorded
    from live import telling_late
    from live.actions import count_recordings
    from live.material_files import may_read_file
    from mail.naming import name_letters

    result_recorded.connect(count_recordings, dispatch_uid="live.recording")
    register_file_use(may_read_file)
    name_letters(LETTERS)
    telling_late.register()
