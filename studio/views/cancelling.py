"""A run is cancelled. Found by `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from learning.actions import cancel_run, concerned_by
from learning.models import Application, WaitingPlace
from studio.running.forms import CancelForm
from studio.views.runs import find_run
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET says whom it concerns and asks why, POST cancels and writes to all of them."""
    run = find_run(request, run_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not isinstance(request.user, User):
            raise PermissionDenied
        reason = form.cleaned_data["reason"]
        count = cancel_run(run=run, reason=reason, by=request.user, at=timezone.now())
        words = ngettext(
            "The run is cancelled. %(number)d person hears of it.",
            "The run is cancelled. %(number)d people hear of it.",
            count,
        )
        messages.success(request, words % {"number": count})
        return redirect("studio:run", run.pk)
    context = {
        "run": run,
        "form": form,
        "enrolled": concerned_by(run).count(),
        "waiting": WaitingPlace.objects.open().filter(run=run).count(),
        "asking": Application.objects.pending().filter(run=run).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/run_cancel.html", context, status=status)
