"""What is reported in a run, and what its hosts did about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from courses.models import CourseRun
from discussions.models import Post, Report, ReportDecision
from discussions.names import name_of
from users.models import User

MOST_POSTS = 20
ENTRIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    report: Report
    by: str


@dataclass(frozen=True, slots=True)
class ReportedPost:
    """`is_gone`: hidden or deleted meanwhile."""

    post: Post
    author: str
    reports: tuple[ReportLine, ...]

    @property
    def is_gone(self) -> bool:
        return not (self.post.is_shown and self.post.thread.is_shown)


@dataclass(frozen=True, slots=True)
class LogLine:
    at: datetime
    who: str
    what: str
    url: str


def read_reported(run: CourseRun, *, reader: User) -> tuple[list[ReportedPost], int]:
    """Whose reports are open, the oldest first, and how many more there are; not where erasure took
    the words. One query.

    Nothing about what the reader wrote: they do not learn who reported it.
    """
    rows = Report.objects.to_judge(by=reader).filter(post__thread__run=run)
    found: dict[int, list[Report]] = {}
    for report in rows.select_related("by", "post__author", "post__thread").order_by("at", "pk"):
        found.setdefault(report.post_id, []).append(report)
    shown = [_reported(reports) for reports in [*found.values()][:MOST_POSTS]]
    return shown, len(found) - len(shown)


def _reported(reports: list[Report]) -> ReportedPost:
    post = reports[0].post
    lines = tuple(ReportLine(report, name_of(report.by)) for report in reports)
    return ReportedPost(post, name_of(post.author), lines)


def read_log(
    run: CourseRun, *, reader: User, number: str | None
) -> tuple[Page[ModelLogEntry], list[LogLine]]:
    """All that was announced, hidden, closed, marked and decided, the newest first. Three queries.

    Not what was decided on reports of the reader's own posts: they do not hear of those.
    """
    own = Post.objects.filter(thread__run=run, author=reader, reports__isnull=False)
    theirs = list(own.values_list("pk", flat=True).distinct().order_by("pk"))
    kind = ContentType.objects.get_for_model(CourseRun)
    rows = ModelLogEntry.objects.filter(content_type=kind, object_id=str(run.pk))
    rows = rows.filter(action__startswith="discussions.").select_related("user")
    rows = rows.exclude(action="discussions.decide_report", data__post__in=theirs)
    page: Page[ModelLogEntry] = Paginator(
        rows.order_by("-timestamp", "-pk"), ENTRIES_A_PAGE
    ).get_page(number)
    return page, [_line(entry) for entry in page]


def _line(entry: ModelLogEntry) -> LogLine:
    data: dict[str, Any] = entry.data
    decision = data.get("decision", "")
    what = str(entry.message)
    if decision in ReportDecision.values:
        what = _("%(what)s: %(how)s") % {"what": what, "how": ReportDecision(decision).label}
    return LogLine(entry.timestamp, str(entry.user_display_name), what, _url(data))


def _url(data: dict[str, Any]) -> str:
    for name, route in (
        ("post", "discussions:post"),
        ("thread", "discussions:thread"),
        ("announcement", "studio:announcement"),
    ):
        if name in data:
            return reverse(route, args=[data[name]])
    return ""
