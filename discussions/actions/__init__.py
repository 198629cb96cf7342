"""What can be done with announcements, threads and posts. Each verb is exported here."""

from .talking import NotSaid, answer, follow, leave, start_thread

__all__ = ["NotSaid", "answer", "follow", "leave", "start_thread"]
