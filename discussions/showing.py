"""Announcements and threads of a run as a page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from courses.models import CourseRun
from discussions.announced import text_in
from discussions.models import Announcement, Post, Thread
from discussions.names import name_of
from discussions.seats import Seat

ANNOUNCEMENTS_A_PAGE = 20
THREADS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ShownAnnouncement:
    """`language`: of the text. One that was taken back has no words."""

    announcement: Announcement
    author: str
    subject: str
    body: str
    language: str


def list_announcements(
    run: CourseRun, language: str, *, number: str | None
) -> tuple[Page[Announcement], list[ShownAnnouncement]]:
    """The newest first. Two queries; `run` comes with its course."""
    rows = run.announcements.select_related("by").order_by("-at", "-pk")
    page = Paginator(rows, ANNOUNCEMENTS_A_PAGE).get_page(number)
    main = run.course.source_language
    return page, [_show_announcement(each, language, main) for each in page]


def _show_announcement(row: Announcement, language: str, main: str) -> ShownAnnouncement:
    text, code = text_in(row.texts, language, main)
    is_there = row.withdrawn_at is None
    return ShownAnnouncement(
        announcement=row,
        author=name_of(row.by),
        subject=text["subject"] if is_there else "",
        body=text["body"] if is_there else "",
        language=code,
    )


def list_threads(seat: Seat, *, scope: str, scope_key: str, number: str | None) -> Page[Thread]:
    """Those with the latest words first. Two queries.

    Hosts see what is hidden and deleted too; whoever wrote it sees what the team hid.
    """
    rows = Thread.objects.filter(run=seat.run, scope=scope, scope_key=scope_key)
    if not seat.is_host:
        rows = rows.shown_to(seat.user)
    helpful = Post.objects.filter(thread=OuterRef("pk"), helpful_at__isnull=False)
    shown = helpful.filter(hidden_at=None, deleted_at=None)
    rows = rows.select_related("author").annotate(is_answered=Exists(shown))
    page: Page[Any] = Paginator(rows, THREADS_A_PAGE).get_page(number)
    for thread in page:
        thread.author_name = name_of(thread.author)
    return page
