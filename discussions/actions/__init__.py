"""What can be done with announcements, threads and posts. Each verb is exported here."""

from .announcing import announce, withdraw_announcement
from .locks import NotSaid
from .moderating import (
    close_thread,
    hide_post,
    keep_post,
    mark_helpful,
    reopen_thread,
    report_post,
    show_post_again,
    unmark_helpful,
)
from .own_posts import delete_post, edit_post
from .talking import answer, follow, leave, start_thread

__all__ = [
    "NotSaid",
    "announce",
    "answer",
    "close_thread",
    "delete_post",
    "edit_post",
    "follow",
    "hide_post",
    "keep_post",
    "leave",
    "mark_helpful",
    "reopen_thread",
    "report_post",
    "show_post_again",
    "start_thread",
    "unmark_helpful",
    "withdraw_announcement",
]
