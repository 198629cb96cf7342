"""Tables of `discussions`. None of them holds a page id."""

from .announcement import Announcement
from .post import Post, Report, ReportDecision, ReportReason
from .thread import Following, Thread, ThreadQuerySet

__all__ = [
    "Announcement",
    "Following",
    "Post",
    "Report",
    "ReportDecision",
    "ReportReason",
    "Thread",
    "ThreadQuerySet",
]
