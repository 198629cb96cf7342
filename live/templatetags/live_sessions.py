"""Sessions on pages of `learning`: in a lesson with their time in this run, and what is done."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import CourseRun
from courses.outline import Lesson
from live.having import has_sessions, note_sessions
from live.in_progress import LISTED, list_sessions
from live.models import Attendance, LiveSession
from live.naming import say_in
from live.series import place_of, say_place
from live.showing import ShownSession, show_session

register = template.Library()
register.simple_tag(has_sessions)

# Where a request keeps the sessions of the lesson that it shows.
SESSIONS = "_live_sessions"


@register.inclusion_tag("live/in_lesson.html", takes_context=True)
def live_session(context: dict[str, Any]) -> dict[str, Any]:
    """Takes what the slot takes. One query for all sessions of a lesson."""
    block, run, request = context["block"], context["run"], context["request"]
    session = _sessions_in_lesson(request, run, context["lesson"]).get(block.id)
    language = context.get("content_language") or get_language()
    zone = getattr(request.user, "time_zone", run.time_zone)
    return {
        "value": block.value,
        "key": block.id,
        "run": run,
        "session": session,
        "shown": _show(session, zone) if session else None,
        "is_done": (context["lesson"].key, block.id) in context["standing"].done_pairs,
        "interface_language": get_language(),
        "foreign_language": "" if language == get_language() else language,
    }


@register.inclusion_tag("live/in_progress.html", takes_context=True)
def sessions_done(context: dict[str, Any]) -> dict[str, Any]:
    """Takes what the slot takes. Two queries in a run with sessions; one more where the reader's
    language is not that of the course."""
    enrollment, run, standing = context["enrollment"], context["run"], context["standing"]
    if not has_sessions(run):
        return {"lines": []}
    rows = list(LiveSession.objects.filter(run=run).with_places())
    for row in rows:
        row.run = run
    say_in(rows, get_language() or "")
    proofs = Attendance.objects.filter(enrollment=enrollment)
    zone = getattr(context["request"].user, "time_zone", run.time_zone)
    lines = list_sessions(rows, proofs, standing.done_pairs, reader_zone=zone, at=timezone.now())
    return {
        "run": run,
        "lines": lines[:LISTED],
        "count": len(lines),
        "zone_is_guessed": zone == "UTC",
        "reader_zone": zone,
    }


def _show(session: LiveSession, zone: str) -> ShownSession:
    part = say_place(place_of(session))
    return show_session(session, reader_zone=zone, at=timezone.now(), part=part)


def _sessions_in_lesson(
    request: HttpRequest, run: CourseRun, lesson: Lesson
) -> dict[str, LiveSession]:
    """By activity. The one that stands; of those that were cancelled the latest."""
    kept: dict[str, dict[str, LiveSession]] = getattr(request, SESSIONS, {})
    if lesson.key not in kept:
        rows = LiveSession.objects.filter(run=run, lesson_key=lesson.key).with_places()
        ordered = sorted(rows, key=lambda row: (row.cancelled_at is None, row.starts_at))
        kept[lesson.key] = {row.activity_key: row for row in ordered}
        if ordered:
            note_sessions(run, True)
        setattr(request, SESSIONS, kept)
    return kept[lesson.key]
