"""The sessions of a run for who is in it: all of them, and each by itself."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.reading import titles
from learning.models import Enrollment
from live.having import note_sessions
from live.models import LiveSession
from live.naming import say_in
from live.noted import read_noted
from live.series import place_in_series, place_of, say_place
from live.showing import show_session

from .gate import for_run, for_session

SESSIONS_A_PAGE: Final = 30


@require_safe
@for_run
def run_sessions(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """What is still to come first, then what is over, the latest first."""
    now, zone = timezone.now(), enrollment.learner.time_zone
    found = list(LiveSession.objects.filter(run=enrollment.run_id).with_places())
    note_sessions(enrollment.run, bool(found))
    coming = [each for each in found if each.ends_at > now]
    past = [each for each in reversed(found) if each.ends_at <= now]
    page = Paginator([*coming, *past], SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    for row in rows:
        row.run = enrollment.run
    say_in(rows, get_language() or "")
    shown = [
        show_session(row, reader_zone=zone, at=now, part=say_place(place_of(row))) for row in rows
    ]
    context = {
        **about(enrollment),
        "page": page,
        "coming": [each for each in shown if each.session.ends_at > now],
        "past": [each for each in shown if each.session.ends_at <= now],
        "zone_is_guessed": zone == "UTC",
    }
    return render(request, "live/run_sessions.html", context)


@require_safe
@for_session
def session(request: HttpRequest, enrollment: Enrollment, session: LiveSession) -> HttpResponse:
    """When and where it is, who speaks, what is asked. The link to join has its own moment."""
    return render(request, "live/session.html", session_context(enrollment, session))


def session_context(enrollment: Enrollment, session: LiveSession) -> dict[str, object]:
    """Two queries: the course's title, and what is noted of them; one more in a series."""
    reader, now = enrollment.learner, timezone.now()
    say_in([session], get_language() or "")
    rows = list(session.attendances.filter(enrollment=enrollment))
    return {
        **about(enrollment),
        "session": session,
        "shown": show_session(session, reader_zone=reader.time_zone, at=now),
        "noted": read_noted(session, rows, zone=reader.time_zone, at=now),
        "part": say_place(place_in_series(session)),
    }


def about(enrollment: Enrollment) -> dict[str, object]:
    """What every page shows of the course. One query: its title in the reader's language."""
    course = enrollment.run.course
    key, language = str(course.key), get_language() or course.source_language
    named = titles([key], language=language, source_language=course.source_language)
    return {
        "enrollment": enrollment,
        "run": enrollment.run,
        "course_title": named.get(key, course.title),
    }
