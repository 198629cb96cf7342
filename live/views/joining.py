"""The way into a meeting. A GET never records: programs open every link of a mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from learning.models import Enrollment
from live.actions import NotJoinable, join
from live.links import Holder, find_holder
from live.models import LiveSession
from live.naming import say_in

from .gate import for_session
from .personal_page import personal_context
from .sealed import comes_from_us, lead_out, seal

HolderView = Callable[..., HttpResponseBase]
"""Takes the request, the holder and the token, then what else stands in the address."""


@require_POST
@for_session
def join_session(
    request: HttpRequest, enrollment: Enrollment, session: LiveSession
) -> HttpResponse:
    """Of who is signed in. What is not open leads back to the page, which says why."""
    try:
        join(session=session, enrollment_id=enrollment.pk, at=timezone.now())
    except NotJoinable:
        return redirect("live:session", session.run.slug, session.key)
    return _let_in(request, session, again=request.path)


def by_link(*methods: str) -> Callable[[HolderView], Callable[..., HttpResponseBase]]:
    """Find whose link it is; refuse a dead one, one of somebody else, and forms of other sites."""

    def wrap(view: HolderView) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @require_http_methods([*methods])
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            return seal(_open(request, token, partial(view, **kwargs)))

        return opened

    return wrap


def _open(request: HttpRequest, token: str, view: HolderView) -> HttpResponseBase:
    holder = find_holder(token)
    if holder is None:
        return render(request, "live/dead_link.html", status=404)
    say_in([holder.session], get_language() or "")
    if not holder.is_in:
        return render(request, "live/not_in_run.html", {"session": holder.session}, status=410)
    if request.user.is_authenticated and request.user.pk != holder.user.pk:
        return render(request, "live/not_yours.html", {"session": holder.session}, status=403)
    if request.method == "POST" and not comes_from_us(request):
        return redirect("live:personal", token)
    return view(request, holder, token)


@by_link("GET", "HEAD")
def personal(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """When it is; while it is open, the button that a script presses for people."""
    return _personal(request, holder, token)


@by_link("GET", "HEAD", "POST")
def personal_join(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """POST notes who came and opens the meeting."""
    if request.method != "POST":
        return redirect("live:personal", token)
    try:
        join(session=holder.session, enrollment_id=holder.enrollment_id, at=timezone.now())
    except NotJoinable:
        return _personal(request, holder, token)
    return _let_in(request, holder.session, again=request.path, token=token)


def _personal(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    context = personal_context(holder, token, at=timezone.now())
    return render(request, "live/personal.html", context)


def _let_in(
    request: HttpRequest, session: LiveSession, *, again: str, token: str = ""
) -> HttpResponse:
    """The one answer that holds the link to the meeting; without one the page asks `again` by
    itself. `token`: of the mail that opened it."""
    context = {"session": session, "again": again, "token": token}
    response = render(request, "live/joined.html", context)
    return lead_out(response, session.join_url) if session.join_url else seal(response)
