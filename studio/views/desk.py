"""The host's desk: one page for the day of a session. Every session comes from `editable_by`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from core.moments import is_zone, say_zone, zone_of
from core.numbers import number_of
from live.actions import NotSaid, end_session, list_attendance, make_code, run_late
from live.actions.lateness import SAID_FROM
from live.models import LiveSession
from live.proof import MINUTE
from live.showing import show_session
from studio.people.searches import find_search, keep_search
from studio.sessions.attendance_form import AttendanceForm, fields_for, read_form
from studio.sessions.desk import Asked, People, Show, read_arrivals, read_figures, read_people
from studio.sessions.desk_forms import EndForm, LateForm
from users.models import User

from .attendance_files import may_take_away

Deed = Callable[[HttpRequest, LiveSession, datetime], HttpResponse]


def find_hosted_session(request: HttpRequest, session_id: int) -> LiveSession:
    """With run, course and provider; 404 for whoever does not host it."""
    sessions = LiveSession.objects.editable_by(request.user)
    return get_object_or_404(sessions.select_related("run__course__provider"), pk=session_id)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_desk(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET shows who comes; POST keeps a search, so that no address names anybody."""
    session = find_hosted_session(request, session_id)
    if request.method == "POST":
        token = keep_search(request.session, request.POST.get("words", ""))
        return redirect(_address(request, session, search=token, page=""))
    return _show(request, session, timezone.now())


@cache_control(private=True, no_store=True)
@require_safe
def session_live(request: HttpRequest, session_id: int) -> HttpResponse:
    """The figures and who came last, which the desk asks for again and again."""
    session = find_hosted_session(request, session_id)
    return render(request, "studio/sessions/desk_live.html", _live(session, timezone.now()))


def deed(view: Deed) -> Callable[[HttpRequest, int], HttpResponse]:
    """POST alone does it; whoever comes by GET, for example after signing in anew, is led back."""

    @cache_control(private=True, no_store=True)
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, session_id: int) -> HttpResponse:
        session = find_hosted_session(request, session_id)
        if request.method != "POST":
            return redirect(_address(request, session))
        return view(request, session, timezone.now())

    return wrapped


@deed
def session_list(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """Who came, of one page of people."""
    form = read_form(request.POST, session)
    if not form.is_valid:
        return _show(request, session, now, attendance=form)
    try:
        done = list_attendance(
            session=session, came=form.came, not_came=form.not_came, by=_host(request), at=now
        )
    except NotSaid as refusal:
        messages.warning(request, str(refusal))
    else:
        if done.is_nothing:
            messages.info(request, _("The list stays as it is."))
        else:
            words = _("Noted: %(came)d more came, %(changed)d with other minutes, %(not)d did not.")
            said = {"came": done.added, "changed": done.changed, "not": done.removed}
            messages.success(request, words % said)
    return redirect(_address(request, session))


@deed
def session_code(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """A new code; the one before opens nothing any more."""
    shown = request.POST.get("shown", "")
    try:
        make_code(session=session, shown=shown, by=_host(request), at=now)
    except NotSaid as refusal:
        messages.warning(request, str(refusal))
    return redirect(_address(request, session) + "#code")


@deed
def session_late(request: HttpRequest, session: LiveSession, now: datetime) -> HttpResponse:
    """It starts later, and everybody hears of it."""
    form = LateForm(request.POST, session=session)
    if form.is_valid():
        minutes = form.cleaned_data["minutes"]
        try:
            told = run_late(session=session, minutes=minutes, by=_host(request), at=now)
        except NotSaid as refusal:
            form.add_error("minutes", str(refusal))
        else:
            _say_told(request, told)
            return redirect(_address(request, session))
    return _show(request, session, now, late=form)


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
            return redirect(_address(request, session))
    return _show(request, session, now, end=form)


def _host(request: HttpRequest) -> User:
    return cast("User", request.user)


def _show(
    request: HttpRequest,
    session: LiveSession,
    now: datetime,
    *,
    attendance: AttendanceForm | None = None,
    late: LateForm | None = None,
    end: EndForm | None = None,
) -> HttpResponse:
    """The whole page; 422 with a form that was refused, which keeps what was typed."""
    token = request.GET.get("search", "")
    asked = _asked(request, token)
    zone = _zone(session)
    people = read_people(session, asked, zone=zone, at=now)
    typed = attendance or AttendanceForm()
    is_called_off = session.cancelled_at is not None
    context: dict[str, Any] = {
        **_live(session, now),
        "run": session.run,
        "asked": asked,
        "people": people,
        "lines": [(line, fields_for(typed, line, session)) for line in people.lines],
        "has_errors": bool(typed.errors),
        "is_over": now >= session.ends_at,
        "is_forgotten": bool(token) and not asked.words,
        "zone_name": say_zone(zone),
        "can_list": not is_called_off and now >= session.opens_at,
        "can_code": not is_called_off and now < session.closes_at,
        "late": late or _late(session, now),
        "end": end or _end(session, now),
        "message_url": _message_address(session),
        "has_files": now >= session.starts_at and may_take_away(request, session.run),
        **_links(request, session, people),
    }
    refused = attendance or late or end
    return render(request, "studio/sessions/desk.html", context, status=422 if refused else 200)


def _live(session: LiveSession, now: datetime) -> dict[str, Any]:
    zone = _zone(session)
    return {
        "session": session,
        "shown": show_session(session, reader_zone=zone, at=now),
        "zone": zone_of(zone),
        "now": now,
        "figures": read_figures(session, at=now),
        "arrivals": read_arrivals(session),
        "is_live": session.is_joinable(at=now),
    }


def _late(session: LiveSession, now: datetime) -> LateForm | None:
    is_day = session.starts_at - SAID_FROM <= now < session.ends_at
    return LateForm(session=session) if is_day and session.cancelled_at is None else None


def _end(session: LiveSession, now: datetime) -> EndForm | None:
    """While it runs the minutes until now stand in it, afterwards its length."""
    if now < session.begins_at or session.cancelled_at is not None:
        return None
    minutes = session.length
    if now < session.ends_at:
        minutes = max(1, (now - session.begins_at) // MINUTE)
    return EndForm(session=session, minutes=minutes)


def _zone(session: LiveSession) -> str:
    return session.time_zone if is_zone(session.time_zone) else "UTC"


def _asked(request: HttpRequest, token: str) -> Asked:
    """What is unknown in the address is as if it were not there."""
    show = request.GET.get("show", "")
    return Asked(
        show=Show(show) if show in Show.values else Show.ALL,
        words=find_search(request.session, token) if token else "",
        page=number_of(request.GET.get("page", "")) or 1,
    )


def _address(request: HttpRequest, session: LiveSession, **more: str) -> str:
    """The desk as it is asked for now."""
    return _query(request, reverse("studio:session-desk", args=[session.pk]), **more)


def _query(request: HttpRequest, path: str, **more: str) -> str:
    asked = {name: request.GET.get(name, "") for name in ("show", "search", "page")}
    query = {name: value for name, value in {**asked, **more}.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


def _links(request: HttpRequest, session: LiveSession, people: People) -> dict[str, Any]:
    return {
        "shows": [
            (show, people.counts[show], _address(request, session, show=show.value, page=""))
            for show in Show
        ],
        "here_url": _address(request, session),
        "all_url": _address(request, session, search="", page=""),
        "list_url": _query(request, reverse("studio:session-list", args=[session.pk])),
        "previous_url": _address(request, session, page=str(people.page - 1)),
        "next_url": _address(request, session, page=str(people.page + 1)),
    }


def _message_address(session: LiveSession) -> str:
    """An announcement, which stands on a page too, where there are such."""
    try:
        announce = reverse("studio:run-announce", args=[session.run_id])
    except NoReverseMatch:
        return reverse("studio:run-message", args=[session.run_id])
    return f"{announce}?{urlencode({'session': session.pk})}"
