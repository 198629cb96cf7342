"""What can be done with announcements, threads and posts. Each verb is exported here."""

from .announcing import announce, withdraw_announcement
from .talking import NotSaid, answer, follow, leave, start_thread

__all__ = [
    "NotSaid",
    "announce",
    "answer",
    "follow",
    "leave",
    "start_thread",
    "withdraw_announcement",
]
