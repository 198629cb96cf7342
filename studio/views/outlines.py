"""The numbers of a course: what each publication changed, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.numbers import number_of
from courses.actions import ArrangedElsewhere, find_absent, go_back
from courses.models import Course, CourseOutline
from studio.publication import compare
from studio.views.courses import actor, find_course, may_edit

NUMBERS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def course_outlines(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest first. `?from=&to=` compares two; without it the newest with the one before."""
    course = find_course(request, pk)
    if request.method == "POST":
        return _go_back(request, course)
    outlines = (
        course.outlines.select_related("created_by")
        .annotate(run_count=Count("pinned_runs"))
        .order_by("-number")
        .defer("content")
    )
    page = Paginator(outlines, NUMBERS).get_page(request.GET.get("p", "1"))
    before, after = _chosen(request, course)
    context = {
        "course": course,
        "page": page,
        "before": before,
        "after": after,
        "changes": compare(before.outline, after.outline) if before and after else (),
        "absent": find_absent(course, before.outline) if before else None,
        "may_edit": may_edit(request, course),
    }
    return render(request, "studio/course_outlines.html", context)


def _chosen(
    request: HttpRequest, course: Course
) -> tuple[CourseOutline | None, CourseOutline | None]:
    """The two that are compared. One query."""
    newest = course.newest_outline
    if newest is None:
        return None, None
    asked = [_number(request, "from", newest.number - 1), _number(request, "to", newest.number)]
    found = {each.number: each for each in course.outlines.filter(number__in=asked)}
    return found.get(asked[0]), found.get(asked[1])


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    asked = number_of(request.GET.get(name, ""))
    return otherwise if asked is None else asked


def _go_back(request: HttpRequest, course: Course) -> HttpResponse:
    if not may_edit(request, course):
        raise PermissionDenied
    asked, seen = (number_of(request.POST.get(name, "")) for name in ("outline", "number"))
    outline = get_object_or_404(course.outlines, number=asked or 0)
    try:
        is_changed = go_back(
            course, outline, number=-1 if seen is None else seen, by=actor(request)
        )
    except ArrangedElsewhere as refusal:
        messages.error(request, str(refusal))
        return redirect("studio:course-outlines", pk=course.pk)
    if is_changed:
        words = _("The outline stands as in version %(number)d. Publish the course to make it so.")
        messages.success(request, words % {"number": outline.number})
    else:
        messages.info(request, _("The course has this order already."))
    return redirect("studio:course-overview", pk=course.pk)
