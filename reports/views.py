"""Figures in the CMS. Courses come from `editable_by(user)`; years are the secretariat's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.models import Course
from learning.models import AffiliationKind, Enrollment
from reports.charts import bars
from reports.files import CSV, TYPES, XLSX, as_file, rows_as_csv
from reports.funnel import Funnel, funnel_table, read_funnel, read_funnels, share
from reports.origins import origin_tables
from reports.results import result_tables
from reports.stops import stops_table
from reports.tables import Table
from reports.year.figures import year_tables
from reports.year.period import FIRST, LAST, Year
from reports.year.rows import ROWS, say_filter

FILTERS = ("country", "kind", "goal")


@cache_control(private=True, no_store=True)
@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One course: all its runs, or one of them."""
    courses = Course.objects.editable_by(request.user).select_related("newest_outline")
    found = get_object_or_404(courses, pk=pk)
    runs = list(found.runs.select_related("course"))
    asked = request.GET.get("run", "")
    run = next((each for each in runs if str(each.pk) == asked), None)
    if asked and run is None:
        raise Http404
    enrollments = Enrollment.objects.filter(run=run) if run else _of([found.pk])
    tables = [
        funnel_table(read_funnel(enrollments)),
        stops_table(found, enrollments, at=timezone.now()),
        *result_tables(found, enrollments),
    ]
    if run is None:  # of a single run they would be the difference of two pages
        tables += origin_tables(enrollments)
    context = {"course": found, "runs": runs, "run": run}
    name = f"figures-{run.slug}" if run else f"figures-course-{found.pk}"
    return _answer(request, tables, name=name, template="reports/course.html", context=context)


@cache_control(private=True, no_store=True)
@require_safe
def overall(request: HttpRequest) -> HttpResponse:
    """All courses that one edits: a provider's own, for the secretariat everybody's."""
    courses = Course.objects.editable_by(request.user).select_related("provider")
    if not request.user.has_perm("courses.add_courserun"):
        raise PermissionDenied
    enrollments = _of(courses.values("pk"))
    funnels = read_funnels(enrollments)
    tables = [
        funnel_table(sum(funnels.values(), Funnel())),
        _courses_table(list(courses), funnels),
        *origin_tables(enrollments),
    ]
    may_see_years = request.user.has_perm("courses.manage_all_providers")
    context = {"year": timezone.now().year if may_see_years else None}
    template = "reports/overall.html"
    return _answer(request, tables, name="figures", template=template, context=context)


def _of(course_ids: Any) -> Any:
    return Enrollment.objects.filter(run__course__in=course_ids)


def _courses_table(courses: Sequence[Course], funnels: dict[int, Funnel]) -> Table:
    rows = [(each, funnels.get(each.pk, Funnel())) for each in courses]
    return Table(
        key="courses",
        title=_("Courses"),
        columns=(
            *(_("Course"), _("Provider"), _("Enrolled"), _("Started"), _("Half way")),
            *(_("Completed"), _("Completed, in percent")),
        ),
        rows=tuple(
            (
                *(each.title, each.provider.name, funnel.enrolled, funnel.started),
                *(funnel.halfway, funnel.completed, share(funnel.completed, funnel.enrolled)),
            )
            for each, funnel in rows
        ),
        links=tuple(reverse("reports:course", args=[each.pk]) for each, _funnel in rows),
    )


@cache_control(private=True, no_store=True)
@require_safe
def year(request: HttpRequest, number: int) -> HttpResponse:
    """The annual figures on one page, as CSV and as one spreadsheet."""
    found = _year(request, number)
    now = timezone.now().year
    context = {
        "year": found.number,
        "earlier": found.number - 1 if found.number > FIRST else None,
        "later": found.number + 1 if found.number < now else None,
    }
    tables = year_tables(found)
    template = "reports/year.html"
    name = f"annual-figures-{number}"
    return _answer(request, tables, name=name, template=template, context=context)


@cache_control(private=True, no_store=True)
@require_safe
def year_rows(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """The rows behind a figure, page by page, or all of them as CSV."""
    found = _year(request, number)
    if what not in ROWS:
        raise Http404
    rows, asked = ROWS[what], _asked(request)
    if request.GET.get("format") == CSV:
        columns = [str(column) for column in rows.columns]
        return rows_as_csv(columns, rows.all(found, asked), name=f"{what}-{number}")
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0
    page = rows.page(found, asked, after=start)
    context = {
        "year": number,
        "title": rows.title,
        "part": say_filter(asked),
        "columns": rows.columns,
        "page": page,
        "first_url": _query(asked) if start else "",
        "next_url": _query({**asked, "after": str(page.next)}) if page.next else "",
        "csv_url": _query({**asked, "format": CSV}),
    }
    return render(request, "reports/year_rows.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What is unknown in the address is not found."""
    asked = {name: request.GET[name] for name in FILTERS if name in request.GET}
    if "kind" in asked and asked["kind"] not in {"-", *AffiliationKind.values}:
        raise Http404
    if len(asked.get("country", "")) > 2 or len(asked.get("goal", "")) > 2:
        raise Http404
    return asked


def _query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}"


def _year(request: HttpRequest, number: int) -> Year:
    if not request.user.has_perm("courses.manage_all_providers"):
        raise PermissionDenied
    if not FIRST <= number <= LAST:
        raise Http404
    return Year(number)


def _answer(
    request: HttpRequest,
    tables: Sequence[Table],
    *,
    name: str,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """As a page, or as the file that is asked for."""
    wanted = request.GET.get("format", "")
    if wanted in TYPES:
        absolute = (
            [_with_addresses(request, table) for table in tables] if wanted == XLSX else tables
        )
        return as_file(absolute, name=name, format=wanted)
    query = request.GET.copy()
    files = {}
    for each in (CSV, XLSX):
        query["format"] = each
        files[f"{each}_url"] = f"?{query.urlencode()}"
    parts = [(table, bars(table.key, table.title, table.bars)) for table in tables]
    return render(request, template, {**context, **files, "parts": parts})


def _with_addresses(request: HttpRequest, table: Table) -> Table:
    """A spreadsheet says beside each figure where its rows are."""
    if not table.links:
        return table
    rows = tuple(
        (*row, request.build_absolute_uri(link) if link else "") for link, row in table.linked_rows
    )
    columns = (*table.columns, _("Rows behind it"))
    return Table(table.key, table.title, columns, rows, note=table.note)
