"""A run as a page, and a copy of it. Every run comes from `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import say_zone, zone_of
from courses.actions import archive_run, copy_run, restore_run
from courses.models import CourseRun
from courses.run_dates import first_day, shifted_dates
from discussions.reported import reported_in_run
from live.webinars.dates import read_led_dates
from studio.running.forms import CopyForm
from studio.running.run_page import dates_of, read_run_page
from users.models import User

DEEDS = {"archive": archive_run, "restore": restore_run}


def find_run(request: HttpRequest, run_id: int, **more: Combinable) -> CourseRun:
    """With its course, and with `more` columns; 404 for a run of somebody else."""
    runs = CourseRun.objects.editable_by(request.user).select_related("course__provider")
    return get_object_or_404(runs.annotate(**more), pk=run_id)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET shows the run, POST archives it or brings it back."""
    by = request.user
    if not isinstance(by, User):
        raise PermissionDenied
    found = find_run(request, run_id, reported=reported_in_run(by=by))
    if request.method == "POST":
        return _do(request, found)
    page = read_run_page(found, at=timezone.now())
    context = {
        "run": found,
        "page": page,
        "zone_name": say_zone(found.time_zone),
        "led": read_led_dates(found),
        "may_edit": True,
        "may_fill": CourseRun.objects.filled_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "studio/run.html", context)


def _do(request: HttpRequest, found: CourseRun) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("deed", ""))
    if not isinstance(request.user, User):
        raise PermissionDenied
    if deed is not None:
        changed = deed(run=found, by=request.user, at=timezone.now())
        messages.success(request, _said(changed))
    return redirect("studio:run", found.pk)


def _said(changed: CourseRun) -> str:
    if changed.archived_at is not None:
        return _("The run is archived. Its learners keep everything.")
    return _("The run is shown again.")


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_copy(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET asks for the start, and with one shows the dates; POST makes the copy once."""
    found, by, now = find_run(request, run_id), request.user, timezone.now()
    if not isinstance(by, User):
        raise PermissionDenied
    if found.course.retired_at is not None:
        messages.warning(request, _("The course is not offered any more. Offer it again first."))
        return redirect("studio:run", found.pk)
    first = first_day(found)
    data = request.POST if request.method == "POST" else None
    if data is None and "starts_on" in request.GET:
        data = request.GET
    today = timezone.localdate(now, zone_of(found.time_zone))
    form = CopyForm(data, first_day=first, today=today)
    is_ready = form.is_valid() if form.is_bound else first is None
    starts_on = form.cleaned_data.get("starts_on") if form.is_bound and is_ready else None
    if request.method == "POST" and is_ready:
        copy, is_new = copy_run(
            run=found, starts_on=starts_on, token=form.cleaned_data["token"], by=by
        )
        words = _("This is the copy.") if is_new else _("This copy was made already. Here it is.")
        messages.success(request, words)
        return redirect("studio:run", copy.pk)
    context = {
        "run": found,
        "form": form,
        "is_ready": is_ready,
        "before": dates_of(found, {}, now),
        "after": dates_of(found, shifted_dates(found, starts_on=starts_on), now)
        if is_ready
        else (),
        "zone_name": say_zone(found.time_zone),
        "starts_on": starts_on,
        "token": form.cleaned_data["token"]
        if form.is_bound and is_ready
        else form.initial["token"],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/run_copy.html", context, status=status)
