"""The host's desk: one page for the day of a session. Every session comes from `editable_by`.

The page is one form, and each of its buttons keeps the list first: no tick is lost by another.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from live.actions import NotSaid, end_session, give_link, list_attendance, make_code, run_late
from live.models import LiveSession
from studio.people.searches import keep_search
from studio.sessions.attendance_form import read_form
from studio.sessions.desk_forms import EndForm, LateForm, LinkForm, say_unsaid
from users.models import User

from .desk_page import asked_of, desk_address, live_part, show_desk

Deed = Callable[[HttpRequest, LiveSession, datetime], HttpResponse]


def find_hosted_session(request: HttpRequest, session_id: int) -> LiveSession:
    """With run, course and provider; 404 for whoever does not host it."""
    sessions = LiveSession.objects.editable_by(request.user)
    return get_object_or_404(sessions.select_related("run__course__provider"), pk=session_id)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_desk(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET shows who comes; POST goes to another part of the list, or keeps a search, so that no
    address names anybody."""
    session, now = find_hosted_session(request, session_id), timezone.now()
    if request.method != "POST":
        return show_desk(request, session, now)
    if refused := _keep_list(request, session, now):
        return refused
    _say_unsaid(request)
    if "go" in request.POST:
        return redirect(desk_address(request, session, go=request.POST["go"]))
    words = request.POST.get("words", "")
    if words == asked_of(request).words:
        return redirect(desk_address(request, session))
    token = keep_search(request.session, words)
    return redirect(desk_address(request, session, search=token, page=""))


@cache_control(private=True, no_store=True)
@require_safe
def session_live(request: HttpRequest, session_id: int) -> HttpResponse:
    """The figures and who came last, which the desk asks for again and again."""
    session = find_hosted_session(request, session_id)
    return render(request, "studio/sessions/desk_live.html", live_part(session, timezone.now()))


def deed(view: Deed) -> Callable[[HttpRequest, int], HttpResponse]:
    """POST alone does it, and keeps the list first; where the list is refused nothing is done.
    Whoever comes by GET, for example after signing in anew, is led back."""

    @cache_control(private=True, no_store=True)
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, session_id: int) -> HttpResponse:
        session, now = find_hosted_session(request, session_id), timezone.now()
        if request.method != "POST":
            return redirect(desk_address(request, session))
        return _keep_list(request, session, now) or view(request, session, now)

    return wrapped


def _keep_list(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse | None:
    """Who came, of one page of people. The page where something on it was refused."""
    form = read_form(request.POST, session)
    if not form.is_valid:
        return show_desk(request, session, now, attendance=form)
    try:
        done = list_attendance(
            session=session,
            came=form.came,
            not_came=form.not_came,
            shown=form.shown,
            by=_host(request),
            at=now,
        )
    except NotSaid as refusal:
        if form.came or form.not_came:
            messages.warning(request, str(refusal))
        return None
    if done.left:
        words = ngettext(
            "Of %(count)d person the list says something else since you opened the page, and it "
            "stays so. Look once more.",
            "Of %(count)d people the list says something else since you opened the page, and it "
            "stays so. Look once more.",
            done.left,
        )
        messages.warning(request, words % {"count": done.left})
    if not done.is_nothing:
        words = _("Noted: %(came)d more came, %(changed)d with other minutes, %(not)d did not.")
        said = {"came": done.added, "changed": done.changed, "not": done.removed}
        messages.success(request, words % said)
    elif "list" in request.POST:
        messages.info(request, _("The list stays as it is."))
    return None


@deed
def session_list(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """Nothing else than to keep it."""
    _say_unsaid(request)
    return redirect(desk_address(request, session))


@deed
def session_code(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """A new code; the one before opens nothing any more."""
    shown = request.POST.get("shown", "")
    try:
        make_code(session=session, shown=shown, by=_host(request), at=now)
    except NotSaid as refusal:
        messages.warning(request, str(refusal))
    _say_unsaid(request)
    return redirect(desk_address(request, session) + "#code")


@deed
def session_link(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """The link to the meeting, where it is missing: whoever waits is let in."""
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            give_link(session=session, link=form.cleaned_data["url"], by=_host(request), at=now)
        except NotSaid as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, _("The link is there. Whoever waits comes in within a minute.")
            )
        return redirect(desk_address(request, session))
    return show_desk(request, session, now, link=form)


@deed
def session_late(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """It starts later, and everybody hears of it."""
    form = LateForm(request.POST, session=session, at=now)
    if form.is_valid():
        minutes = form.cleaned_data["minutes"]
        try:
            told = run_late(session=session, minutes=minutes, by=_host(request), at=now)
        except NotSaid as refusal:
            form.add_error("minutes", str(refusal))
        else:
            _say_told(request, told)
            return redirect(desk_address(request, session))
    return show_desk(request, session, now, late=form)


def _say_told(request: HttpRequest, told: int) -> None:
    if told:
        words = ngettext(
            "Said. A mail is on its way to %(count)d person; the pages say it now.",
            "Said. A mail is on its way to %(count)d people; the pages say it now.",
            told,
        )
        messages.success(request, words % {"count": told})
    else:
        messages.info(request, _("Everybody has been told that already."))


@deed
def session_end(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """How long it really was."""
    form = EndForm(request.POST, session=session, minutes=session.length)
    if form.is_valid():
        values = {"minutes": form.cleaned_data["minutes"], "shown": form.cleaned_data["shown"]}
        try:
            end_session(session=session, **values, by=_host(request), at=now)
        except NotSaid as refusal:
            form.add_error("minutes", str(refusal))
        else:
            messages.success(request, _("The length is noted; attendance is counted by it."))
            return redirect(desk_address(request, session))
    return show_desk(request, session, now, end=form)


def _say_unsaid(request: HttpRequest) -> None:
    """What was typed for a button that was not pressed."""
    for words in say_unsaid(request.POST):
        messages.warning(request, words)


def _host(request: HttpRequest) -> User:
    return cast("User", request.user)
