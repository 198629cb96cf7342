"""What a person said and reported: what is handed to them, and what erasure leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from discussions import telling
from discussions.models import Announcement, Following, Post, Report, Thread
from notifications.actions import forget_told
from notifications.models import Notice
from users.models import User

Section = tuple[str, list[dict[str, Any]]]
THREAD: Final = (
    *("run__slug", "scope", "title", "created_at", "hidden_at", "hidden_reason", "deleted_at"),
)
POST: Final = (
    *("thread__run__slug", "thread__title", "body", "created_at", "edited_at", "helpful_at"),
    *("hidden_at", "hidden_reason", "deleted_at"),
)
REPORT: Final = ("post__thread__run__slug", "reason", "words", "at", "decided_at", "decision")
ANNOUNCEMENT: Final = ("run__slug", "texts", "at", "withdrawn_at")
FOLLOWING: Final = ("thread__run__slug", "thread__title", "since", "left_at")


def export_threads(*, user: User, **kwargs: Any) -> Section:
    rows = Thread.objects.filter(author=user).order_by("pk")
    return "threads", list(rows.values(*THREAD))


def export_posts(*, user: User, **kwargs: Any) -> Section:
    """Also what was hidden or deleted."""
    rows = Post.objects.filter(author=user).order_by("pk")
    return "posts", list(rows.values(*POST))


def export_reports(*, user: User, **kwargs: Any) -> Section:
    """What they reported; never who reported them."""
    rows = Report.objects.filter(by=user).order_by("pk")
    return "reports_of_posts", list(rows.values(*REPORT))


def export_followings(*, user: User, **kwargs: Any) -> Section:
    rows = Following.objects.filter(user=user).order_by("pk")
    return "followed_threads", list(rows.values(*FOLLOWING))


def export_announcements(*, user: User, **kwargs: Any) -> Section:
    rows = Announcement.objects.filter(by=user).order_by("pk")
    return "announcements_written", list(rows.values(*ANNOUNCEMENT))


SECTIONS: Final[dict[str, Callable[..., Section]]] = {
    "threads": export_threads,
    "posts": export_posts,
    "reports_of_posts": export_reports,
    "followed_threads": export_followings,
    "announcements_written": export_announcements,
}


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    """Their words go, and those that others wrote about them; the rows name nobody and stay.

    So answers of others keep their place. Announcements are the team's words, and stay. Threads
    come first: whoever tells of one, or takes that back, has locked it before they write notices.
    """
    threads = Thread.objects.filter(author=user)
    threads.update(title="", hidden_reason="")
    titled = Notice.objects.filter(kind__in=telling.TITLED)
    of_threads = Q(values__thread__in=list(threads.values_list("pk", flat=True)))
    forget_told(titled.filter(of_threads | Q(kind__in=telling.NAMED, values__by=user.pk)))
    Post.objects.filter(author=user).update(body="", hidden_reason="")
    Report.objects.filter(Q(by=user) | Q(post__author=user)).update(words="")
    Following.objects.filter(user=user).delete()
