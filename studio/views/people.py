"""The people of a run. Every run comes from `editable_by(user)`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import say_zone, zone_of
from core.numbers import number_of
from courses.models import CourseRun
from studio.people.export import export_people
from studio.people.roster import MEANINGS, Asked, Roster, Show, Sort, read_roster
from studio.people.searches import find_search, keep_search


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_roster(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """GET lists people or hands them out as a file; POST keeps a search, so that no address names
    anybody."""
    runs = CourseRun.objects.editable_by(request.user).select_related("course")
    run = get_object_or_404(runs, pk=run_id)
    token = request.GET.get("search", "")
    asked = asked_of(request, token)
    if request.method == "POST":
        token = keep_search(request.session, request.POST.get("words", ""))
        return redirect(_address(run, asked, token))
    now = timezone.now()
    wanted = request.GET.get("format", "")
    if wanted in ("csv", "xlsx"):
        return export_people(run, asked, format=wanted, at=now)
    roster = read_roster(run, asked, at=now)
    context = {
        "run": run,
        "asked": asked,
        "roster": roster,
        "has_started": run.has_started(at=now),
        "is_forgotten": bool(token) and not asked.words,
        "meaning": MEANINGS.get(asked.show, ""),
        "zone": zone_of(run.time_zone),
        "zone_name": say_zone(run.time_zone),
        **_links(run, asked, token, roster),
    }
    return render(request, "studio/run_roster.html", context)


def asked_of(request: HttpRequest, token: str) -> Asked:
    """What is unknown in the address is as if it were not there."""
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    return Asked(
        show=Show(show) if show in Show.values else Show.ALL,
        sort=Sort(sort) if sort in Sort.values else Sort.NAME,
        words=find_search(request.session, token) if token else "",
        after=number_of(request.GET.get("after", "")),
        before=number_of(request.GET.get("before", "")),
    )


def _address(run: CourseRun, asked: Asked, token: str, **more: Any) -> str:
    """The list as it is asked for, from its first page on."""
    values = {"show": asked.show.value, "sort": asked.sort.value, "search": token, **more}
    defaults = ("", Show.ALL.value, Sort.NAME.value)
    query = {name: value for name, value in values.items() if value not in defaults}
    address = reverse("studio:run-roster", args=[run.pk])
    return f"{address}?{urlencode(query)}" if query else address


def _links(run: CourseRun, asked: Asked, token: str, roster: Roster) -> dict[str, Any]:
    people = roster.people
    return {
        "shows": [
            (show, roster.counts[show], _address(run, asked, token, show=show.value))
            for show in Show
        ],
        "sorts": [(sort, _address(run, asked, token, sort=sort.value)) for sort in Sort],
        "here_url": _address(run, asked, token),
        "all_url": _address(run, asked, ""),
        "csv_url": _address(run, asked, token, format="csv"),
        "message_url": reverse("studio:run-message", args=[run.pk])
        + (f"?{query}" if (query := _address(run, asked, token).partition("?")[2]) else ""),
        "xlsx_url": _address(run, asked, token, format="xlsx"),
        "previous_url": _address(run, asked, token, before=people[0].enrollment.pk)
        if roster.has_previous and people
        else "",
        "next_url": _address(run, asked, token, after=people[-1].enrollment.pk)
        if roster.has_next and people
        else "",
    }
