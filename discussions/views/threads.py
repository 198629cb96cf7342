"""The threads of a run or of one lesson or session, and the form that begins one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from discussions.actions import NotSaid, start_thread
from discussions.forms import ThreadForm
from discussions.reported import count_reported
from discussions.scopes import RUN, About, read_about
from discussions.seats import Seat, may_read
from discussions.showing import list_threads

from .gate import for_run, page_context
from .limits import TooFast, require_patience


@require_safe
@for_run
def run_threads(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All that this person may read, those with the latest words first."""
    return _list(request, seat, None)


@require_safe
@for_run
def scope_threads(request: HttpRequest, seat: Seat, scope: str, scope_key: str) -> HttpResponse:
    """Those about one lesson or session. Where it is not open yet it leads there: that says when.

    404 where the key is no such thing of this run, or not any more.
    """
    subject = _find(seat, scope, scope_key)
    if not may_read(seat, (scope, scope_key), at=timezone.now()):
        return redirect(subject.path)
    return _list(request, seat, subject)


def _find(seat: Seat, scope: str, scope_key: str) -> About:
    try:
        # Only as we write it: the same key in another form would be another address.
        is_key = str(UUID(scope_key)) == scope_key
    except ValueError:
        is_key = False
    found = read_about(seat.run, [(scope, scope_key)]) if is_key else {}
    if (scope, scope_key) not in found:
        raise Http404
    return found[scope, scope_key]


def _list(request: HttpRequest, seat: Seat, subject: About | None) -> HttpResponse:
    page = list_threads(
        seat,
        scope=subject.kind if subject else RUN,
        scope_key=subject.key if subject else "",
        number=request.GET.get("page"),
        at=timezone.now(),
    )
    reported = count_reported(seat.run, by=seat.user) if seat.is_host and not subject else 0
    context = {**page_context(seat), "page": page, "subject": subject, "reported": reported}
    return render(request, "discussions/run.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_run
def new_thread(request: HttpRequest, seat: Seat) -> HttpResponse:
    """GET asks, POST begins the thread and leads to it."""
    return _new(request, seat, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_run
def new_in_scope(request: HttpRequest, seat: Seat, scope: str, scope_key: str) -> HttpResponse:
    """The same about one lesson or session."""
    subject = _find(seat, scope, scope_key)
    if not may_read(seat, (scope, scope_key), at=timezone.now()):
        return redirect(subject.path)
    return _new(request, seat, subject)


def _new(request: HttpRequest, seat: Seat, subject: About | None) -> HttpResponse:
    form = ThreadForm(request.POST if request.method == "POST" else None)
    status, refusal = 200, ""
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _start(request, seat, form, subject)
            except TooFast as error:
                status, refusal = 429, str(error)
            except NotSaid as error:
                status, refusal = 409, str(error)
    context = {**page_context(seat), "form": form, "refusal": refusal, "subject": subject}
    return render(request, "discussions/new.html", context, status=status)


def _start(
    request: HttpRequest, seat: Seat, form: ThreadForm, subject: About | None
) -> HttpResponse:
    require_patience(request, "thread")
    values = form.cleaned_data
    thread, _is_new = start_thread(
        run=seat.run,
        scope=subject.kind if subject else RUN,
        scope_key=subject.key if subject else "",
        title=values["title"],
        body=values["body"],
        token=values["token"],
        by=seat.user,
        at=timezone.now(),
    )
    return redirect("discussions:thread", thread.pk)
