"""Who changed what and when. Courses and enrollments come from `editable_by(user)`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.moments import say_zone, zone_of
from courses.models import Course
from learning.models import Enrollment
from studio.log.reading import LogPage, Place, Show, read_course_log, read_person_log


@cache_control(private=True, no_store=True)
@require_safe
def course_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a course with its pages, runs, people and the rights of its provider."""
    course = get_object_or_404(Course.objects.editable_by(request.user), pk=pk)
    wanted = request.GET.get("show", "")
    show = Show(wanted) if wanted in Show.values else Show.ALL
    page = read_course_log(course, show=show, before=_place(request))
    here = reverse("studio:course-log", args=[course.pk])
    context = {
        "course": course,
        "shows": [(each, _address(here, show=each)) for each in Show],
        "show": show,
        **_context(request, page, here, show),
    }
    return render(request, "studio/course_log.html", context)


@cache_control(private=True, no_store=True)
@require_safe
def person_log(request: HttpRequest, enrollment_id: int) -> HttpResponse:
    """Of one learner in a run."""
    enrollments = Enrollment.objects.editable_by(request.user)
    enrollment = get_object_or_404(
        enrollments.select_related("learner", "run__course"), pk=enrollment_id
    )
    page = read_person_log(enrollment, before=_place(request))
    context = {
        "enrollment": enrollment,
        "person": enrollment.learner,
        "run": enrollment.run,
        **_context(request, page, reverse("studio:person-log", args=[enrollment.pk]), Show.ALL),
    }
    return render(request, "studio/person_log.html", context)


def _place(request: HttpRequest) -> Place | None:
    return Place.read(request.GET.get("before", ""))


def _address(here: str, *, show: Show = Show.ALL, before: Place | None = None) -> str:
    values = {"show": "" if show == Show.ALL else show.value, "before": str(before or "")}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{here}?{query}" if query else here


def _context(request: HttpRequest, page: LogPage, here: str, show: Show) -> dict[str, Any]:
    zone = getattr(request.user, "time_zone", "") or "UTC"
    return {
        "lines": page.lines,
        "first_url": _address(here, show=show) if "before" in request.GET else "",
        "next_url": _address(here, show=show, before=page.next) if page.next else "",
        "zone": zone_of(zone),
        "zone_name": say_zone(zone),
    }
