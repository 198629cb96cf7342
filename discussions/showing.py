"""Announcements, threads and posts as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from courses.models import CourseRun
from discussions.announced import text_in
from discussions.models import Announcement, Post, Thread
from discussions.seats import Seat
from users.models import User

ANNOUNCEMENTS_A_PAGE = 20
THREADS_A_PAGE = 20
POSTS_A_PAGE = 50


class PostPaginator(Paginator):
    """The thread counts its answers: nobody asks again. What is hidden keeps its place."""

    def __init__(self, rows: QuerySet[Post], count: int) -> None:
        super().__init__(rows, POSTS_A_PAGE)
        self._count = count

    @property
    def count(self) -> int:
        return self._count


@dataclass(frozen=True, slots=True)
class ShownPost:
    """`body` is "" where it is not shown; `gone` then says why."""

    post: Post
    author: str
    is_own: bool
    is_of_team: bool
    body: str
    gone: str


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
    """Those with the latest words first. Two queries."""
    rows = Thread.objects.shown().filter(run=seat.run, scope=scope, scope_key=scope_key)
    page = Paginator(rows.select_related("author"), THREADS_A_PAGE).get_page(number)
    for thread in page:
        thread.author_name = name_of(thread.author)  # type: ignore[attr-defined]
    return page


def list_posts(thread: Thread, seat: Seat, *, number: str | None) -> Page[Post]:
    """In the order in which they were said; the page "last" is where an answer stands."""
    run = thread.run
    groups = [run.course.provider.author_group_id, run.course.provider.administrator_group_id]
    author = OuterRef("author")
    in_team = CourseRun.team.through.objects.filter(courserun=run, user=author)
    edits = User.groups.through.objects.filter(user=author, group__in=groups)
    rows = thread.posts.select_related("author").annotate(
        is_of_team=Exists(in_team) | Exists(edits)
    )
    pages = PostPaginator(rows, thread.answer_count + 1)
    return pages.get_page(pages.num_pages if number == "last" else number)


def show_post(post: Post, reader: User) -> ShownPost:
    gone = _why_gone(post)
    return ShownPost(
        post=post,
        author=name_of(post.author),
        is_own=post.author_id == reader.pk,
        is_of_team=post.is_of_team,  # type: ignore[attr-defined]
        body="" if gone else post.body,
        gone=gone,
    )


def _why_gone(post: Post) -> str:
    if post.hidden_at is not None:
        return _("The team hid this.")
    if post.deleted_at is not None:
        return _("Its author deleted this.")
    return "" if post.body else _("Its author closed their account.")


def name_of(user: User) -> str:
    """Never an address: people in a run do not know each other's."""
    if user.erased_at is not None:
        return _("A closed account")
    return user.name or _("Somebody without a name")
