"""More time for one learner. GET asks, POST gives it; found by `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import say_moment, say_zone, zone_of
from learning.actions import NotExtended, extend_deadline
from learning.models import Enrollment
from learning.schedule import deadline_of
from studio.running.extension import ExtensionForm
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def learner_extend(request: HttpRequest, enrollment_id: int) -> HttpResponse:
    """Until when they have time, in the zone of the run, and why they get more."""
    enrollments = Enrollment.objects.editable_by(request.user)
    enrollment = get_object_or_404(
        enrollments.select_related("run__course", "learner"), pk=enrollment_id
    )
    run = enrollment.run
    before = deadline_of(run, enrollment.extended_until)
    data = request.POST if request.method == "POST" else None
    form = ExtensionForm(data, zone=zone_of(run.time_zone), before=before)
    if form.is_valid() and _extend(request, enrollment, form):
        return redirect("studio:learner", enrollment.pk)
    context = {
        "enrollment": enrollment,
        "person": enrollment.learner,
        "run": run,
        "form": form,
        "before": say_moment(before, run.time_zone) if before else "",
        "zone_name": say_zone(run.time_zone),
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/learner_extend.html", context, status=status)


def _extend(request: HttpRequest, enrollment: Enrollment, form: ExtensionForm) -> bool:
    """False where the form says why not."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        extend_deadline(
            enrollment=enrollment,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except NotExtended as refusal:
        form.add_error("until", str(refusal))
        return False
    messages.success(request, _("They have more time, and a mail says so."))
    return True
