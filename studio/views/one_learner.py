"""One learner in a run, and what can be done for them. All come from `editable_by(user)`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from core.moments import say_zone, zone_of
from learning.models import Enrollment
from studio.people.confirming import Confirmation, confirm
from studio.people.deeds import Deed, NotDone, Order, do
from studio.people.forms import DeedForm
from studio.people.learner import Learner, read_learner
from studio.people.part_seats import have_begun, last_in_parts, read_part_lines
from studio.people.roster import Show
from users.models import User


def _find(request: HttpRequest, enrollment_id: int) -> Enrollment:
    enrollments = Enrollment.objects.editable_by(request.user).with_outline()
    return get_object_or_404(enrollments.select_related("learner"), pk=enrollment_id)


@cache_control(private=True, no_store=True)
@require_safe
def learner(request: HttpRequest, enrollment_id: int) -> HttpResponse:
    """The whole path: what is done and why, attempts, mails, and who changed what."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    now = timezone.now()
    found = read_learner(_find(request, enrollment_id), at=now)
    parts = read_part_lines(found.enrollment, by=request.user, at=now)
    context = {
        "parts": parts,
        "last_in_parts": last_in_parts(parts),
        # who opened no lesson of a programme may be at work in its courses
        "is_elsewhere": found.state == Show.NOT_STARTED and have_begun(parts),
    }
    return render(request, "studio/learner.html", _context(found) | context)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def learner_deed(request: HttpRequest, enrollment_id: int, deed: str) -> HttpResponse:
    """GET says what would come of it and asks for a reason, POST does it."""
    if deed not in Deed.values:
        raise Http404
    enrollment = _find(request, enrollment_id)
    found = read_learner(enrollment, at=timezone.now(), with_history=False)
    values = request.POST if request.method == "POST" else request.GET
    confirmation = confirm(
        Deed(deed),
        found,
        lesson_key=values.get("lesson", ""),
        activity_key=values.get("activity", ""),
    )
    if confirmation is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found, confirmation, _form(confirmation, found))
    form = _form(confirmation, found, request.POST)
    if not form.is_valid():
        return _show(request, found, confirmation, form)
    return _do(request, found, confirmation, form)


def _form(confirmation: Confirmation, found: Learner, data: Any = None) -> DeedForm:
    return DeedForm(
        data,
        deed=confirmation.deed,
        runs=found.other_runs,
        initial={"seen": confirmation.seen},
    )


def _do(
    request: HttpRequest, found: Learner, confirmation: Confirmation, form: DeedForm
) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    order = Order(
        by=request.user,
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
        lesson_key=confirmation.lesson_key,
        activity_key=confirmation.activity_key,
        seen=form.cleaned_data["seen"],
        run=form.run,
    )
    try:
        do(confirmation.deed, found.enrollment, order)
    except NotDone as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _said(confirmation.deed) % {"what": confirmation.object})
    return redirect("studio:learner", found.enrollment.pk)


def _said(deed: Deed) -> str:
    return {
        Deed.EXCUSE: _("“%(what)s” is not asked for any more."),
        Deed.BY_HAND: _("“%(what)s” counts as done."),
        Deed.TAKE_BACK: _("“%(what)s” counts as the learner left it."),
        Deed.COMPLETE: _("Everything that was missing counts as done."),
        Deed.RESET: _("“%(what)s” is open again."),
        Deed.MOVE: _("Moved to another run."),
        Deed.UNENROLL: _("Unenrolled: the seat is free."),
        Deed.ENROLL_AGAIN: _("Enrolled again."),
    }[deed]


def _show(
    request: HttpRequest, found: Learner, confirmation: Confirmation, form: DeedForm
) -> HttpResponse:
    context = {**_context(found), "confirmation": confirmation, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "studio/learner_deed.html", context, status=status)


def _context(found: Learner) -> dict[str, Any]:
    run = found.enrollment.run
    return {
        "found": found,
        "enrollment": found.enrollment,
        "person": found.enrollment.learner,
        "run": run,
        "zone": zone_of(run.time_zone),
        "zone_name": say_zone(run.time_zone),
    }
