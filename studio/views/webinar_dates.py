"""The run of a webinar takes its dates from its session: by POST alone."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from live.actions import set_webinar_dates
from studio.views.runs import find_run
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def webinar_dates(request: HttpRequest, run_id: int) -> HttpResponse:
    """Only for whoever may edit the run. By GET, for example after signing in anew, led back."""
    run = find_run(request, run_id)
    if request.method == "POST":
        if not isinstance(request.user, User):
            raise PermissionDenied
        if set_webinar_dates(run=run, by=request.user, at=timezone.now()):
            messages.success(request, _("The dates of the run are those of its session now."))
        else:
            messages.info(request, _("Run and session agree already."))
    return redirect("studio:run", run.pk)
