"""The live sessions of a run, and planning one. Every run comes from `runs_hosted_by(user)`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages as admin_messages

from core.moments import say_zone
from core.numbers import number_of
from courses.hosts import runs_hosted_by
from courses.models import CourseRun
from live.actions import NotPlanned, plan_series, plan_session
from live.models import LiveSession
from live.webinars.dates import read_led_dates
from studio.sessions.forms import SessionForm
from studio.sessions.planned import read_plan
from studio.sessions.preview import Preview, preview_of
from studio.sessions.said import say_planned, say_who_hears
from users.models import User

from .attendance_files import may_take_away


def find_hosted_run(request: HttpRequest, run_id: int) -> CourseRun:
    """With course, provider and outline; 404 for whoever does not host it."""
    runs = runs_hosted_by(request.user).select_related(
        "course__provider", "course__newest_outline", "pinned_outline"
    )
    return get_object_or_404(runs, pk=run_id)


def find_hosted_session(request: HttpRequest, session_id: int) -> LiveSession:
    """With run, course, provider and outline; 404 for whoever does not host its run."""
    sessions = LiveSession.objects.filter(run__in=runs_hosted_by(request.user)).select_related(
        "run__course__provider", "run__course__newest_outline", "run__pinned_outline"
    )
    return get_object_or_404(sessions, pk=session_id)


@cache_control(private=True, no_store=True)
@require_safe
def run_sessions(request: HttpRequest, run_id: int) -> HttpResponse:
    """All sessions on the host's clock, and those of the course that have no time yet."""
    run = find_hosted_run(request, run_id)
    now = timezone.now()
    asked, number = request.GET.get("part", ""), number_of(request.GET.get("page", ""))
    plan, led = read_plan(run, at=now, part=asked, page=number or 1), read_led_dates(run)
    may_edit = (plan.has_begun or bool(led and led.wanted)) and may_take_away(request, run)
    context = {
        "run": run,
        "plan": plan,
        "zone_name": say_zone(run.time_zone),
        "has_files": plan.has_begun and may_edit,
        "led": led,
        "may_edit": may_edit,
    }
    return render(request, "studio/sessions/list.html", context)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET asks, POST plans the session once."""
    run, now = find_hosted_run(request, run_id), timezone.now()
    open_activities = read_plan(run, at=now).open_activities
    first = next((f"{lesson.key} {each.key}" for lesson, each in open_activities), "")
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        run=run,
        open_activities=open_activities,
        now=now,
        initial={"activity": request.GET.get("activity", first)},
    )
    status = 422 if form.is_bound else 200
    preview: Preview | None = None
    if request.method == "POST" and form.is_valid():
        preview = preview_of(form, run, at=now)
        if preview is None or request.POST.get("previewed") == preview.mark:
            response = _plan(request, run, form)
            if response is not None:
                return response
        else:
            status = 200
    context = {"run": run, "form": form, "preview": preview, "who_hears": say_who_hears(run)}
    return render(request, "studio/sessions/new.html", context, status=status)


def _plan(request: HttpRequest, run: CourseRun, form: SessionForm) -> HttpResponse | None:
    """None where it was refused: the form then says why."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        sessions, is_new = _planned(run, form, request.user)
    except NotPlanned as refusal:
        form.add_error(None, str(refusal))
        return None
    if is_new:
        _say_planned(request, run, sessions)
    else:
        messages.success(request, _("This session was planned already. Here it is."))
    return redirect("studio:run-sessions", run.pk)


def _say_planned(request: HttpRequest, run: CourseRun, sessions: list[LiveSession]) -> None:
    """With the way to tell people, of the first that is still to come."""
    now = timezone.now()
    ahead = next((each for each in sessions if each.starts_at > now), None)
    ways = []
    if ahead is not None:
        query = urlencode({"session": ahead.pk})
        address = f"{reverse('studio:run-announce', args=[run.pk])}?{query}"
        words = _("Announce it") if len(sessions) == 1 else _("Announce them")
        ways.append(admin_messages.button(address, words))
    admin_messages.success(request, say_planned(sessions, run, at=now), buttons=ways)


def _planned(run: CourseRun, form: SessionForm, by: User) -> tuple[list[LiveSession], bool]:
    steps, token, now = form.steps(), form.cleaned_data["token"], timezone.now()
    if len(steps) > 1:
        return plan_series(run=run, values=form.values(), steps=steps, token=token, by=by, at=now)
    session, is_new = plan_session(run=run, values=form.values(), token=token, by=by, at=now)
    return [session], is_new
