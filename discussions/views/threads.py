"""The threads of a run, and the form that begins one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from discussions.actions import NotSaid, start_thread
from discussions.forms import ThreadForm
from discussions.seats import Seat
from discussions.showing import list_threads

from .gate import for_run, page_context
from .limits import TooFast, require_patience

RUN = "run"


@require_safe
@for_run
def run_threads(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Those with the latest words first."""
    page = list_threads(seat, scope=RUN, scope_key="", number=request.GET.get("page"))
    return render(request, "discussions/run.html", {**page_context(seat), "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_run
def new_thread(request: HttpRequest, seat: Seat) -> HttpResponse:
    """GET asks, POST begins the thread and leads to it."""
    form = ThreadForm(request.POST if request.method == "POST" else None)
    status, refusal = 200, ""
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _start(request, seat, form)
            except TooFast as error:
                status, refusal = 429, str(error)
            except NotSaid as error:
                status, refusal = 409, str(error)
    context = {**page_context(seat), "form": form, "refusal": refusal}
    return render(request, "discussions/new.html", context, status=status)


def _start(request: HttpRequest, seat: Seat, form: ThreadForm) -> HttpResponse:
    require_patience(request, "thread")
    values = form.cleaned_data
    thread, _is_new = start_thread(
        run=seat.run,
        scope=RUN,
        scope_key="",
        title=values["title"],
        body=values["body"],
        token=values["token"],
        by=seat.user,
        at=timezone.now(),
    )
    return redirect("discussions:thread", thread.pk)
