"""How much waits for a decision in the runs of a host. Reported posts are counted, not reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from courses.hosts import runs_hosted_by
from courses.models import CourseRun
from discussions.models import Report
from users.models import User


@dataclass(frozen=True, slots=True)
class ReportedRun:
    run_id: int
    run_title: str
    course_title: str
    count: int


def count_reported(run: CourseRun, *, by: User) -> int:
    """Of a run that this person hosts. One query."""
    reports = Report.objects.to_judge(by=by).filter(post__thread__run=run)
    return reports.aggregate(count=Count("post", distinct=True))["count"] or 0


def reported_in_run(*, by: User) -> Combinable:
    """The same as a column of a query of runs."""
    reports = Report.objects.to_judge(by=by).filter(post__thread__run=OuterRef("pk"))
    by_run = reports.order_by().values("post__thread__run")
    counted = by_run.annotate(number=Count("post", distinct=True))
    return Coalesce(Subquery(counted.values("number")), 0)


def runs_with_reports(by: User, *, most: int) -> list[ReportedRun]:
    """Where this person may decide, what waits longest first. One query, beside those about what
    they may do, which are asked once for each request."""
    run, course = "post__thread__run", "post__thread__run__course"
    mine = runs_hosted_by(by).values("pk")
    reports = Report.objects.to_judge(by=by).filter(**{f"{run}__in": mine}).order_by()
    rows: Any = reports.values_list(run, f"{run}__title", f"{course}__title")
    counted = rows.annotate(count=Count("post", distinct=True), first=Min("at"))
    return [ReportedRun(*row[:4]) for row in counted.order_by("first", run)[:most]]
