"""Announcements and threads of a run as a page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from courses.models import CourseRun
from discussions.announced import text_in
from discussions.models import Announcement, Post, Report, Thread
from discussions.names import name_of
from discussions.scopes import RUN, closed_scopes, read_about
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


def list_threads(
    seat: Seat, *, scope: str, scope_key: str, number: str | None, at: datetime
) -> Page[Thread]:
    """Those with the latest words first. Two queries.

    Those of the run are all of it, also about lessons and sessions, where this person may read
    them: then two more where lessons open one after the other, and one with sessions among them.
    Hosts see what is hidden and deleted too, and which hold what is reported; whoever wrote it sees
    what the team hid.
    """
    rows = Thread.objects.filter(run=seat.run)
    if scope != RUN:
        rows = rows.filter(scope=scope, scope_key=scope_key)
    elif not seat.is_host:
        for kind, keys in closed_scopes(seat.run, seat.user.pk, at=at).items():
            rows = rows.exclude(scope=kind, scope_key__in=keys)
    if not seat.is_host:
        rows = rows.shown_to(seat.user)
    helpful = Post.objects.filter(thread=OuterRef("pk"), helpful_at__isnull=False)
    shown = helpful.filter(hidden_at=None, deleted_at=None)
    rows = rows.select_related("author").annotate(is_answered=Exists(shown))
    if seat.is_host:
        reports = Report.objects.to_judge(by=seat.user).filter(post__thread=OuterRef("pk"))
        rows = rows.annotate(is_reported=Exists(reports))
    page: Page[Any] = Paginator(rows, THREADS_A_PAGE).get_page(number)
    subjects = read_about(seat.run, (each.about for each in page)) if scope == RUN else {}
    for thread in page:
        thread.author_name = name_of(thread.author)
        thread.subject = subjects.get(thread.about)
    return page
