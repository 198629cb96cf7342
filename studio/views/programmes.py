"""The courses that belong to a run of a programme. GET asks, POST chooses."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from courses.actions import PartRefused, RunChanged, choose_part_runs
from courses.models import CourseFormat, CourseRun
from studio.running.parts import read_parts_of
from studio.running.parts_form import PartsForm, runs_to_choose
from studio.views.runs import find_run
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_parts(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run for each course of the programme. 404 for a run of another format.

    What will not work with the chosen runs is said before it is saved; sent once more it is.
    """
    run = find_run(request, run_id)
    if run.course.format != CourseFormat.PROGRAMME or not isinstance(request.user, User):
        raise Http404
    form = _form(request, run, by=request.user)
    doubts: list[str] = []
    if request.method == "POST" and form.is_valid():
        doubts = form.doubts()
        if doubts:
            form.remember_doubts()
        elif _choose(request, run, form):
            return redirect("studio:run", run.pk)
    warnings = [] if doubts else form.warnings()
    context = {"run": run, "form": form, "doubts": doubts, "warnings": warnings}
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/run_parts.html", context, status=status)


def _form(request: HttpRequest, run: CourseRun, *, by: User) -> PartsForm:
    now = timezone.now()
    parts = read_parts_of(run)
    names = {part.key: part.title for part in parts}
    chosen = {part.key: part.run.pk for part in parts if part.run}
    return PartsForm(
        request.POST if request.method == "POST" else None,
        run=run,
        names=names,
        runs=runs_to_choose(names, chosen.values(), by=by, at=now),
        chosen=chosen,
        at=now,
    )


def _choose(request: HttpRequest, run: CourseRun, form: PartsForm) -> bool:
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        choose_part_runs(
            run=run, chosen=form.chosen(), seen=form.seen(), by=request.user, at=timezone.now()
        )
    except (PartRefused, RunChanged) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(
        request, _("Saved. Whoever enrolls from now on is enrolled in these courses too.")
    )
    return True
