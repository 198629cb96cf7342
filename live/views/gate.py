"""Who may open the pages of a run's sessions: whoever is in it, from the first day on.

Unlike lessons they do not wait for the run to start: its first session opens before that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from courses.models import CourseRun
from learning.models import Enrollment
from learning.views.gate import for_learners
from live.having import note_sessions
from live.models import LiveSession
from live.webinars.reading import takes_sign_ups
from users.models import User

RunView = Callable[[HttpRequest, Enrollment], HttpResponse]
SessionView = Callable[[HttpRequest, Enrollment, LiveSession], HttpResponse]


def for_run(view: RunView) -> Callable[..., HttpResponse]:
    """Hand the view the enrollment; lead others to enroll. Unknown and archived runs are 404."""

    @wraps(view)
    def gated(request: HttpRequest, run_slug: str) -> HttpResponse:
        enrollment = _find(request, run_slug)
        return view(request, enrollment) if enrollment else _lead(run_slug)

    return for_learners(gated)


def for_session(view: SessionView) -> Callable[..., HttpResponse]:
    """The same with one session of that run."""

    @wraps(view)
    def gated(
        request: HttpRequest, run_slug: str, session_key: UUID, **kwargs: Any
    ) -> HttpResponse:
        enrollment = _find(request, run_slug)
        if enrollment is None:
            return _lead(run_slug)
        session = get_object_or_404(LiveSession, run=enrollment.run_id, key=session_key)
        session.run = enrollment.run
        note_sessions(enrollment.run, True)
        return view(request, enrollment, session, **kwargs)

    @wraps(view)
    def opened(request: HttpRequest, run_slug: str, **kwargs: Any) -> HttpResponse:
        if request.user.is_anonymous and _is_webinar(run_slug):
            return redirect("live:webinar", run_slug)
        return for_learners(gated)(request, run_slug=run_slug, **kwargs)

    return opened


def _is_webinar(run_slug: str) -> bool:
    """Whose people have no password: its page sends them their link. Calendars lead here."""
    run = CourseRun.objects.listed().select_related("course").filter(slug=run_slug).first()
    return run is not None and takes_sign_ups(run)


def _find(request: HttpRequest, run_slug: str) -> Enrollment | None:
    rows = Enrollment.objects.visible_to(request.user).active().select_related("run__course")
    found = next(iter(rows.filter(run__slug=run_slug).order_by()), None)
    if found is not None and isinstance(request.user, User):
        found.learner = request.user
    return found


def _lead(run_slug: str) -> HttpResponse:
    run = get_object_or_404(CourseRun.objects.listed(), slug=run_slug)
    return redirect("learning:enroll", run.slug)
