"""The page of the desk, whole or with a form that was refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from core.moments import is_zone, say_zone, zone_of
from core.numbers import number_of
from live.actions.lateness import SAID_FROM
from live.models import LiveSession, Place
from live.proof import MINUTE
from live.showing import show_session
from studio.people.searches import find_search
from studio.sessions.attendance_form import AttendanceForm, fields_for
from studio.sessions.desk import Asked, People, Show, read_arrivals, read_figures, read_people
from studio.sessions.desk_forms import EndForm, LateForm, LinkForm

from .attendance_files import may_take_away

ASKED: Final = ("show", "search", "page")


def show_desk(
    request: HttpRequest,
    session: LiveSession,
    now: datetime,
    *,
    attendance: AttendanceForm | None = None,
    late: LateForm | None = None,
    end: EndForm | None = None,
    link: LinkForm | None = None,
) -> HttpResponse:
    """The whole page; 422 with a form that was refused. What was typed for others stays too."""
    asked = asked_of(request)
    zone = _zone(session)
    people = read_people(session, asked, zone=zone, at=now)
    typed = attendance or AttendanceForm()
    is_called_off = session.cancelled_at is not None
    context: dict[str, Any] = {
        **live_part(session, now),
        "run": session.run,
        "asked": asked,
        "people": people,
        "lines": [(line, fields_for(typed, line, session)) for line in people.lines],
        "has_errors": bool(typed.errors),
        "is_over": now >= session.ends_at,
        "is_forgotten": bool(request.GET.get("search")) and not asked.words,
        "can_list": not is_called_off and now >= session.opens_at,
        "can_code": not is_called_off and now < session.closes_at,
        "late": late or _late(request, session, now),
        "end": end or _end(request, session, now),
        "link": link or _link(request, session, now),
        "message_url": _message_address(session),
        "has_files": now >= session.starts_at and may_take_away(request, session.run),
        **_links(request, session, people),
    }
    refused = attendance or late or end or link
    return render(request, "studio/sessions/desk.html", context, status=422 if refused else 200)


def live_part(session: LiveSession, now: datetime) -> dict[str, Any]:
    zone = _zone(session)
    return {
        "session": session,
        "shown": show_session(session, reader_zone=zone, at=now),
        "zone": zone_of(zone),
        "zone_name": say_zone(zone),
        "now": now,
        "figures": read_figures(session, at=now),
        "arrivals": read_arrivals(session),
        "is_live": session.is_joinable(at=now),
    }


def _late(request: HttpRequest, session: LiveSession, now: datetime) -> LateForm | None:
    is_day = session.starts_at - SAID_FROM <= now < session.ends_at
    if not is_day or session.cancelled_at is not None:
        return None
    return LateForm(session=session, at=now, typed=request.POST.get("late-minutes"))


def _end(request: HttpRequest, session: LiveSession, now: datetime) -> EndForm | None:
    """While it runs the minutes until now stand in it, afterwards its length."""
    if now < session.begins_at or session.cancelled_at is not None:
        return None
    minutes = session.length
    if now < session.ends_at:
        minutes = max(1, (now - session.begins_at) // MINUTE)
    return EndForm(session=session, minutes=minutes, typed=request.POST.get("end-minutes"))


def _link(request: HttpRequest, session: LiveSession, now: datetime) -> LinkForm | None:
    """Where people would come to a closed door."""
    is_needed = session.place == Place.LINK and session.cancelled_at is None
    if not is_needed or session.join_url or now >= session.closes_at:
        return None
    return LinkForm(typed=request.POST.get("link-url", ""))


def _zone(session: LiveSession) -> str:
    return session.time_zone if is_zone(session.time_zone) else "UTC"


def asked_of(request: HttpRequest) -> Asked:
    """What is unknown in the address is as if it were not there."""
    show, token = request.GET.get("show", ""), request.GET.get("search", "")
    return Asked(
        show=Show(show) if show in Show.values else Show.ALL,
        words=find_search(request.session, token) if token else "",
        page=number_of(request.GET.get("page", "")) or 1,
    )


def desk_address(
    request: HttpRequest, session: LiveSession, *, go: str | None = None, **more: str
) -> str:
    """The desk as it is asked for now, but for `more`; as `go` says, where a button says it."""
    asked = request.GET if go is None else QueryDict(go)
    path = reverse("studio:session-desk", args=[session.pk])
    return _with_query(path, {**{name: asked.get(name, "") for name in ASKED}, **more})


def _query(request: HttpRequest, **more: str) -> str:
    """What `go` may say."""
    return _with_query("", {**{name: request.GET.get(name, "") for name in ASKED}, **more})[1:]


def _with_query(path: str, values: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def _links(request: HttpRequest, session: LiveSession, people: People) -> dict[str, Any]:
    """Ways within the list, as queries: links before there is anything to tick, then buttons.
    `keep`: the query of the page, for addresses of deeds."""
    keep = _query(request)
    return {
        "shows": [
            (show, people.counts[show], _query(request, show=show.value, page="")) for show in Show
        ],
        "desk_url": reverse("studio:session-desk", args=[session.pk]),
        "keep": f"?{keep}" if keep else "",
        "all_query": _query(request, search="", page=""),
        "previous_query": _query(request, page=str(people.page - 1)),
        "next_query": _query(request, page=str(people.page + 1)),
    }


def _message_address(session: LiveSession) -> str:
    """An announcement, which stands on a page too, where there are such."""
    try:
        announce = reverse("studio:run-announce", args=[session.run_id])
    except NoReverseMatch:
        return reverse("studio:run-message", args=[session.run_id])
    return f"{announce}?{urlencode({'session': session.pk})}"
