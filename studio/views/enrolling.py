"""Enroll many people into a run. Every run comes from `filled_by(user)`."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.uploads import say_if_refused
from courses.models import CourseRun
from learning.actions import enroll_many, plan_enrollments
from learning.models import Enrollment
from studio.enrolling import carry, make_report, unpack
from studio.forms import PeopleForm
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_enroll(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET asks for a list, POST shows what would become of each, a second POST does that."""
    runs = CourseRun.objects.filled_by(request.user).select_related("course__provider")
    run = get_object_or_404(runs, pk=run_id)
    if request.method != "POST":
        return _show(request, run, form=PeopleForm())
    if "carried" in request.POST:
        return _enroll(request, run)
    form = PeopleForm(request.POST, request.FILES)
    say_if_refused(request, form)
    if not form.is_valid():
        return _show(request, run, form=form)
    rows = form.people.rows
    outcomes = plan_enrollments(run=run, people=[row.person for row in rows], at=timezone.now())
    return _show(
        request,
        run,
        report=make_report(rows, outcomes, is_planned=True),
        carried=carry(run, rows),
        unused_columns=form.people.unused_columns,
    )


def _enroll(request: HttpRequest, run: CourseRun) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        rows = unpack(run, request.POST["carried"])
    except signing.BadSignature:
        problem = _("This list has lain here for too long. Load it once more.")
        return _show(request, run, form=PeopleForm(), problem=problem)
    people = [row.person for row in rows]
    outcomes = enroll_many(run=run, people=people, at=timezone.now(), by=request.user)
    return _show(request, run, report=make_report(rows, outcomes, is_planned=False))


def _show(request: HttpRequest, run: CourseRun, **context: Any) -> HttpResponse:
    context |= {
        "run": run,
        "is_open": run.is_open_for_enrollment(at=timezone.now()),
        "enrolled_count": Enrollment.objects.active().filter(run=run).count(),
    }
    return render(request, "studio/run_enroll.html", context)
