"""The one lock of the player: who may open a run's lessons, and where others are led."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django_htmx.http import HttpResponseClientRedirect

from core.moments import say_for
from courses.models import CourseRun
from learning.models import Enrollment
from learning.programme_courses import part_lines
from learning.standing import Standing, read_standing

if TYPE_CHECKING:
    from users.models import User

View = Callable[..., HttpResponse]


def for_learners(view: View) -> View:
    """For signed-in people; never kept by any cache."""
    return cache_control(private=True, no_store=True)(_leads_the_whole_page(login_required(view)))


def _leads_the_whole_page(view: View) -> View:
    """htmx would follow a redirect and put the page it finds into a corner of the lesson."""

    @wraps(view)
    def leading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if getattr(request, "htmx", False) and isinstance(response, HttpResponseRedirect):
            return HttpResponseClientRedirect(response.url)
        return response

    return leading


def leads_on_from_retired(view: View) -> View:
    """A run of a course that is not offered any more leads to the page that says so."""

    @wraps(view)
    def leading(request: HttpRequest, run_slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, run_slug, *args, **kwargs)
        except Http404:
            runs = CourseRun.objects.filter(slug=run_slug, archived_at=None)
            if not runs.exclude(course__retired_at=None).exists():
                raise
            return redirect("learning:course", run_slug)

    return leading


def opens_lessons(view: Callable[[HttpRequest, Enrollment], HttpResponse] | View) -> View:
    """Hand the view the enrollment; lead a stranger to enroll; say when an early one starts.

    A run that does not exist, or is archived and not theirs, is 404; one of a retired course leads
    to its page.
    """

    @wraps(view)
    def gated(request: HttpRequest, run_slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        enrollments = Enrollment.objects.visible_to(request.user).active().with_outline()
        # At most one: asking for the first of them would sort.
        enrollment = next(iter(enrollments.filter(run__slug=run_slug).order_by()), None)
        if enrollment is None:
            run = get_object_or_404(CourseRun.objects.listed(), slug=run_slug)
            return redirect("learning:enroll", run.slug)
        if not enrollment.run.has_started(at=timezone.now()):
            return _say_when_it_starts(request, enrollment)
        return view(request, enrollment, *args, **kwargs)

    return for_learners(leads_on_from_retired(gated))


def _say_when_it_starts(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    standing = read_standing(enrollment)
    context = {
        **page_context(request, standing),
        "starts": say_start(request, enrollment.run),
        "parts": part_lines(enrollment.run, cast("User", request.user)),
    }
    return render(request, "learning/not_started.html", context)


def say_start(request: HttpRequest, run: CourseRun) -> str:
    """When the run starts: the reader's time, then the host's. Empty where nobody knows yet."""
    starts_at = run.starts_at or run.opens_at
    return "" if starts_at is None else say_opening(request, run, starts_at)


def say_opening(request: HttpRequest, run: CourseRun, moment: datetime) -> str:
    """The reader's time, then the host's."""
    reader_zone = getattr(request.user, "time_zone", run.time_zone)
    return say_for(moment, host_zone=run.time_zone, reader_zone=reader_zone)


def page_context(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What every page about one enrollment shows."""
    course = standing.enrollment.run.course
    return {
        "enrollment": standing.enrollment,
        "run": standing.enrollment.run,
        "standing": standing,
        "progress": standing.progress,
        "course_title": standing.course_map.title(str(course.key), course.title),
    }
