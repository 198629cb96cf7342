"""When the modules of a run open, and what comes before it. GET asks, POST changes the run."""

from __future__ import annotations

from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import say_zone
from courses.actions import RunChanged, change_run, mark_of
from courses.models import CourseRun
from courses.outline import Outline
from studio.running.needs_form import NeedsForm
from studio.running.release_form import ReleaseForm
from studio.views.runs import find_run
from users.models import User


class TermsForm(Protocol):
    def is_valid(self) -> bool: ...

    def values(self) -> dict[str, Any]: ...


RELEASE, NEEDS = ("release", "release_dates"), ("prerequisites",)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_release(request: HttpRequest, run_id: int) -> HttpResponse:
    """The rule by which modules open, and their dates in the zone of the run."""
    run = find_run(request, run_id)
    data = request.POST if request.method == "POST" else None
    form = ReleaseForm(data, run=run, outline=outline_of_run(run))
    words = _("Saved. What somebody has begun stays open to them.")
    extra = {"zone_name": say_zone(run.time_zone)}
    return _change(request, run, form, RELEASE, "studio/run_release.html", words, extra)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_needs(request: HttpRequest, run_id: int) -> HttpResponse:
    """Courses, lessons and a score that somebody needs before they may enroll."""
    run = find_run(request, run_id)
    data = request.POST if request.method == "POST" else None
    form = NeedsForm(data, run=run, by=_person(request))
    words = _("Saved. Whoever is enrolled already stays so.")
    return _change(request, run, form, NEEDS, "studio/run_needs.html", words, {})


def outline_of_run(run: CourseRun) -> Outline:
    """The one that its learners follow."""
    followed = run.pinned_outline or run.course.newest_outline
    return followed.outline if followed else Outline(())


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _change(
    request: HttpRequest,
    run: CourseRun,
    form: TermsForm,
    names: tuple[str, ...],
    template: str,
    words: str,
    extra: dict[str, Any],
) -> HttpResponse:
    """`names`: the columns that the form is about. Their mark goes with it."""
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            change_run(
                run=run, values=form.values(), by=_person(request), at=timezone.now(), seen=seen
            )
        except RunChanged as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, words)
            return redirect("studio:run", run.pk)
    context = {"run": run, "form": form, "seen": mark_of(run, names), **extra}
    return render(request, template, context, status=422 if request.method == "POST" else 200)
