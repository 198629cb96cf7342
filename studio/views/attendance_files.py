"""Who attended, as a file. As with the list of people, only for whoever may edit the run."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.models import CourseRun
from live.models import LiveSession
from studio.sessions.export import export_run, export_session


def may_take_away(request: HttpRequest, run: CourseRun) -> bool:
    """Who is only in the team sees people on the desk, and takes no list away. One query."""
    return bool(CourseRun.objects.editable_by(request.user).filter(pk=run.pk).exists())


@cache_control(private=True, no_store=True)
@require_safe
def session_attended(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """Of one session; a spreadsheet where the address asks for it, else CSV."""
    runs = CourseRun.objects.editable_by(request.user).values("pk")
    sessions = LiveSession.objects.filter(run__in=runs).select_related("run__course")
    session = get_object_or_404(sessions, pk=session_id)
    return export_session(session, format=_format(request), at=timezone.now())


@cache_control(private=True, no_store=True)
@require_safe
def run_attended(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Of all sessions of the run."""
    runs = CourseRun.objects.editable_by(request.user).select_related("course")
    run = get_object_or_404(runs, pk=run_id)
    return export_run(run, format=_format(request), at=timezone.now())


def _format(request: HttpRequest) -> str:
    return "xlsx" if request.GET.get("format") == "xlsx" else "csv"
