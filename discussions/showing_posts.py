"""Posts of a thread as one reader sees them, and what they may do with each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import CourseRun
from discussions.models import Post, Report, Thread
from discussions.names import name_of
from discussions.seats import Seat
from users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Marks(TypedDict):
        is_of_team: bool
        has_reported: bool

    ListedPost = WithAnnotations[Post, Marks]

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
class ShownReport:
    report: Report
    by: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """`body` is "" where the reader does not see it. `gone` says why others do not, or "".

    `may`: the deeds that stand below it. `reports`: those that are open, for hosts who
    did not write it themselves. `has_reported`: the reader did, and nobody has decided.
    """

    post: Post
    author: str
    is_own: bool
    is_of_team: bool
    body: str
    gone: str
    may: frozenset[str]
    reports: tuple[ShownReport, ...] = field(default=())
    has_reported: bool = False


def list_posts(thread: Thread, *, reader: User, number: str | None) -> Page[ListedPost]:
    """In the order in which they were said; the page "last" is where an answer stands. One query.

    The thread comes with run, course and provider.
    """
    run = thread.run
    groups = [run.course.provider.author_group_id, run.course.provider.administrator_group_id]
    author = OuterRef("author")
    in_team = CourseRun.team.through.objects.filter(courserun=run, user=author)
    edits = User.groups.through.objects.filter(user=author, group__in=groups)
    reported = Report.objects.filter(post=OuterRef("pk"), by=reader, decided_at=None)
    rows = thread.posts.select_related("author").annotate(
        is_of_team=Exists(in_team) | Exists(edits), has_reported=Exists(reported)
    )
    pages = PostPaginator(rows, thread.answer_count + 1)
    return pages.get_page(pages.num_pages if number == "last" else number)


def page_number_of(post: Post) -> int:
    """Of its thread. One query."""
    earlier = Q(created_at__lt=post.created_at) | Q(created_at=post.created_at, pk__lt=post.pk)
    return Post.objects.filter(earlier, thread=post.thread_id).count() // POSTS_A_PAGE + 1


def show_posts(posts: Iterable[ListedPost], thread: Thread, seat: Seat) -> list[ShownPost]:
    """A query more for hosts: the reports that are open, but of what they wrote themselves."""
    rows = list(posts)
    of_others = [post for post in rows if post.author_id != seat.user.pk]
    reports = _open_reports(of_others) if seat.is_host else {}
    return [_show(post, thread, seat, reports.get(post.pk, ())) for post in rows]


def _open_reports(posts: Sequence[Post]) -> dict[int, tuple[ShownReport, ...]]:
    found: dict[int, tuple[ShownReport, ...]] = {}
    rows = Report.objects.filter(post__in=posts, decided_at=None).select_related("by")
    for report in rows.order_by("pk"):
        shown = ShownReport(report, name_of(report.by))
        found[report.post_id] = (*found.get(report.post_id, ()), shown)
    return found


def _show(
    post: ListedPost, thread: Thread, seat: Seat, reports: tuple[ShownReport, ...]
) -> ShownPost:
    is_own = post.author_id == seat.user.pk
    hidden = hidden_with(post, thread)
    may = deeds_of(post, thread, seat)
    reads = (not hidden and not post.deleted_at) or seat.is_host or (is_own and not post.deleted_at)
    return ShownPost(
        post=post,
        author=name_of(post.author),
        is_own=is_own,
        is_of_team=post.is_of_team,
        body=post.body if reads else "",
        gone=_why_gone(post, hidden, with_reason=seat.is_host or is_own),
        may=may - {"report"} if post.has_reported else may,
        reports=reports,
        has_reported=post.has_reported and "report" in may,
    )


def hidden_with(post: Post, thread: Thread) -> Post | Thread | None:
    """What says that the post is hidden: the thread where it begins with it. None: it is not."""
    row: Post | Thread = thread if post.is_first else post
    return row if row.hidden_at is not None else None


def _why_gone(post: Post, hidden: Post | Thread | None, *, with_reason: bool) -> str:
    if hidden is not None:
        reason = hidden.hidden_reason if with_reason else ""
        if not reason:
            return _("The team hid this.")
        return _("The team hid this: %(reason)s") % {"reason": reason}
    if post.deleted_at is not None:
        return _("Its author deleted this.")
    return "" if post.body else _("Its author closed their account.")


def deeds_of(post: Post, thread: Thread, seat: Seat) -> frozenset[str]:
    """What this reader may do with it, by the names of the addresses."""
    deeds = set()
    is_hidden = hidden_with(post, thread) is not None
    is_there = not is_hidden and post.deleted_at is None and bool(post.body)
    takes_words = thread.locked_at is None and thread.is_shown and not seat.run.archived_at
    if post.author_id == seat.user.pk:
        deeds |= {"edit"} if is_there and takes_words else set()
        deeds |= {"delete"} if post.deleted_at is None and post.body else set()
    elif seat.is_host:
        deeds |= {"hide"} if is_there else set()
    elif is_there:
        deeds.add("report")
    if seat.is_host:
        deeds |= {"show"} if is_hidden and post.author_id != seat.user.pk else set()
        is_own = post.author_id == seat.user.pk
        if is_there and not post.is_first and (post.helpful_at or not is_own):
            deeds.add("unhelpful" if post.helpful_at else "helpful")
    return frozenset(deeds)
