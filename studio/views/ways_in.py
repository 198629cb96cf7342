"""Who comes into a run: applications are answered, codes made. Found by `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import say_zone, zone_of
from core.numbers import number_of
from courses.models import CourseRun
from learning.actions import (
    EnrollmentRefused,
    accept_application,
    make_code,
    refuse_application,
    revoke_code,
)
from learning.models import Application, InvitationCode
from learning.views.reminders import APPLICATIONS
from studio.running.answering import AnswersForm, CodeForm
from studio.views.runs import find_run
from users.models import User

PAGE = 100  # applications on a page; the oldest first


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_applications(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET lists who asks for a seat; POST accepts or refuses those that were chosen."""
    run = find_run(request, run_id)
    rows = Application.objects.pending().filter(run=run).select_related("learner", "run")
    pending = list(rows.order_by("applied_at", "pk")[:PAGE])
    if "mails" in request.POST:
        APPLICATIONS.turn(_person(request), is_wanted=request.POST["mails"] == "yes")
        messages.success(request, _("Your choice is saved."))
        return redirect("studio:run-applications", run.pk)
    form = AnswersForm(request.POST if request.method == "POST" else None, pending=pending)
    if request.method == "POST" and form.is_valid():
        _answer(request, form)
        return redirect("studio:run-applications", run.pk)
    context = {
        "run": run,
        "form": form,
        "pending": pending,
        "wants_mails": not APPLICATIONS.is_off(_person(request)),
        "zone": zone_of(run.time_zone),
        "zone_name": say_zone(run.time_zone),
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/run_applications.html", context, status=status)


def _answer(request: HttpRequest, form: AnswersForm) -> None:
    """Each by itself: where one cannot be answered the others are."""
    by, now, done = _person(request), timezone.now(), 0
    is_yes = request.POST.get("deed") == "accept"
    for application in form.chosen:
        try:
            if is_yes:
                accept_application(application=application, by=by, at=now)
            else:
                reason = form.cleaned_data["reason"]
                refuse_application(application=application, reason=reason, by=by, at=now)
        except EnrollmentRefused as refusal:
            name = application.learner.get_full_name()
            messages.warning(request, f"{name}: {refusal}")
        else:
            done += 1
    if done:
        messages.success(request, _say_done(is_yes, done))


def _say_done(is_yes: bool, done: int) -> str:
    if is_yes:
        words = ngettext("%(number)d person accepted.", "%(number)d people accepted.", done)
    else:
        words = ngettext("%(number)d person refused.", "%(number)d people refused.", done)
    return words % {"number": done}


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_codes(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET lists the codes that open this run; POST makes one, or revokes one."""
    run, now = find_run(request, run_id), timezone.now()
    is_new = request.method == "POST" and request.POST.get("deed") == "make"
    form = CodeForm(request.POST if is_new else None, zone=zone_of(run.time_zone), at=now)
    if is_new and form.is_valid():
        _make(request, run, form)
        return redirect("studio:run-codes", run.pk)
    if request.method == "POST" and not is_new:
        _revoke(request, run)
        return redirect("studio:run-codes", run.pk)
    codes = InvitationCode.objects.filter(run=run)[:PAGE]
    context = {
        "run": run,
        "form": form,
        "codes": [(code, code.is_usable(at=now)) for code in codes],
        "zone": zone_of(run.time_zone),
        "zone_name": say_zone(run.time_zone),
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/run_codes.html", context, status=status)


def _make(request: HttpRequest, run: CourseRun, form: CodeForm) -> None:
    code = make_code(
        run=run,
        uses=form.cleaned_data["uses"],
        expires_at=form.expires_at,
        by=_person(request),
        at=timezone.now(),
    )
    messages.success(request, _("The code is %(code)s.") % {"code": code.code})


def _revoke(request: HttpRequest, run: CourseRun) -> None:
    codes = InvitationCode.objects.filter(run=run).select_related("run")
    code = get_object_or_404(codes, pk=number_of(request.POST.get("code", "")))
    if revoke_code(code=code, by=_person(request), at=timezone.now()):
        messages.success(request, _("The code opens nothing any more."))
