"""A planned session is changed, moved or cancelled by whoever hosts its run."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import is_zone, say_span
from learning.affected import read_drop
from live.actions import (
    ChangedMeanwhile,
    NotChanged,
    cancel_session,
    change_following,
    change_session,
    followers_of,
)
from live.models import LiveSession
from live.telling import hearers_of
from studio.sessions.change_form import CancelSessionForm, ChangeForm
from studio.sessions.said import say_after_end, say_moved
from studio.views.sessions import find_hosted_session
from users.models import User


def when_of_host(session: LiveSession) -> str:
    """On the clock of the host; in UTC where its zone is none any more."""
    zone = session.time_zone if is_zone(session.time_zone) else "UTC"
    return say_span(session.begins_at, session.ends_at, host_zone=zone, reader_zone=zone)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_change(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET shows the form as it is planned, POST saves it and tells whom it concerns."""
    session = find_hosted_session(request, session_id)
    data = request.POST if request.method == "POST" else None
    form = _form(session, data)
    status = 200
    if data is not None:
        status = 422 if session.cancelled_at is None else 409
    if status == 422 and form.is_valid():
        response, form, status = _change(request, session, form)
        if response is not None:
            return response
    return render(
        request,
        "studio/sessions/change.html",
        {
            "run": session.run,
            "session": session,
            "form": form,
            "when": when_of_host(session),
            "has_zone": is_zone(session.time_zone),
            "people": hearers_of(session).count(),
            "is_over": session.ends_at <= timezone.now(),
            "is_changed_meanwhile": status == 409 and session.cancelled_at is None,
        },
        status=status,
    )


def _change(
    request: HttpRequest, session: LiveSession, form: ChangeForm
) -> tuple[HttpResponse | None, ChangeForm, int]:
    """Where it was refused: the form that says why, and the status."""
    by, link_was = _user(request), session.join_url
    change = change_following if form.moves_following else change_session
    try:
        saved, told = change(
            session=session,
            values=form.values(),
            sequence=form.cleaned_data["sequence"],
            by=by,
            at=timezone.now(),
        )
    except NotChanged as refusal:
        is_older = isinstance(refusal, ChangedMeanwhile)
        if is_older:
            session.refresh_from_db()
            form = _seen_again(request, session)
        form.add_error(None, str(refusal))
        return None, form, 409 if is_older else 422
    moved = saved if isinstance(saved, list) else [saved]
    messages.success(request, " ".join(filter(None, (_saved(told), say_moved(moved, link_was)))))
    if late := say_after_end([each.starts_at for each in moved], session.run):
        messages.warning(request, late)
    return redirect("studio:run-sessions", session.run_id), form, 302


def _seen_again(request: HttpRequest, session: LiveSession) -> ChangeForm:
    """What was typed, of a form that has seen what holds now."""
    data = request.POST.copy()
    data["sequence"] = str(session.sequence)
    form = _form(session, data)
    form.is_valid()
    return form


def _form(session: LiveSession, data: QueryDict | None) -> ChangeForm:
    has_followers = session.cancelled_at is None and bool(followers_of(session))
    return ChangeForm(data, session=session, has_followers=has_followers, now=timezone.now())


def _saved(told: int) -> str:
    if not told:
        return _("The session is saved. Nobody is written to.")
    words = ngettext(
        "The session is saved. %(number)d person hears of it.",
        "The session is saved. %(number)d people hear of it.",
        told,
    )
    return words % {"number": told}


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET says what comes of it and asks why, POST cancels and tells everybody in the run."""
    session = find_hosted_session(request, session_id)
    data = request.POST if request.method == "POST" else None
    form = CancelSessionForm(data, session=session)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        response, form, status = _cancel(request, session, form)
        if response is not None:
            return response
    context = {
        "run": session.run,
        "session": session,
        "form": form,
        "when": when_of_host(session),
        "people": hearers_of(session).count(),
        "is_over": session.ends_at <= timezone.now(),
        "completing": _completing(session),
    }
    return render(request, "studio/sessions/cancel.html", context, status=status)


def _cancel(
    request: HttpRequest, session: LiveSession, form: CancelSessionForm
) -> tuple[HttpResponse | None, CancelSessionForm, int]:
    """Where it was refused: the form that says why, and the status."""
    by, now, is_older = _user(request), timezone.now(), False
    typed = {name: form.cleaned_data[name] for name in ("reason", "sequence")}
    try:
        told = cancel_session(session=session, drops=form.drops, by=by, at=now, **typed)
    except NotChanged as refusal:
        is_older = isinstance(refusal, ChangedMeanwhile)
        if is_older:
            session.refresh_from_db()
            data = request.POST.copy()
            data["sequence"] = str(session.sequence)
            form = CancelSessionForm(data, session=session)
            form.is_valid()
        form.add_error(None, str(refusal))
        return None, form, 409 if is_older else 422
    session.refresh_from_db(fields=["cancelled_at", "cancel_reason"])
    is_new = (session.cancelled_at, session.cancel_reason) == (now, typed["reason"])
    messages.success(request, _said_cancelled(told, is_new=is_new))
    return redirect("studio:run-sessions", session.run_id), form, 302


def _said_cancelled(told: int, *, is_new: bool) -> str:
    if not is_new:
        return _("This session was cancelled already: nobody hears of it twice.")
    words = ngettext(
        "The session is cancelled. %(number)d person hears of it.",
        "The session is cancelled. %(number)d people hear of it.",
        told,
    )
    return words % {"number": told}


def _completing(session: LiveSession) -> int:
    """How many would complete the course if it were needed no more."""
    if not session.activity_key or session.cancelled_at is not None:
        return 0
    pair = (str(session.lesson_key), session.activity_key)
    return len(read_drop(session.run, [pair]).completing)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
