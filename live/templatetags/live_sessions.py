"""Sessions on pages of `learning`: in a lesson with their time in this run, and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import CourseRun
from courses.outline import SESSION, Lesson
from live.having import has_sessions, note_sessions
from live.in_progress import LISTED, list_sessions
from live.models import Attendance, LiveSession
from live.naming import say_in
from live.proof import decide
from live.series import place_of, say_place
from live.showing import ShownSession, show_session
from live.still import Still, read_still

register = template.Library()
register.simple_tag(has_sessions)

# Where a request keeps the sessions of the lesson that it shows.
SESSIONS = "_live_sessions"
STILL = "_live_still"


@dataclass(frozen=True, slots=True)
class Line:
    """A session of a lesson; `still` is None while it is not over, and once it is attended."""

    key: str
    is_done: bool
    still: Still | None


@register.inclusion_tag("live/in_lesson.html", takes_context=True)
def live_session(context: dict[str, Any]) -> dict[str, Any]:
    """Takes what the slot takes. One query for all sessions of a lesson."""
    block, run, request = context["block"], context["run"], context["request"]
    session = _sessions_in_lesson(request, run, context["lesson"]).get(block.id)
    language = context.get("content_language") or get_language()
    zone = getattr(request.user, "time_zone", run.time_zone)
    line = _stills(context).get(block.id)
    return {
        "value": block.value,
        "key": block.id,
        "run": run,
        "session": session,
        "shown": _show(session, zone) if session else None,
        "is_done": (context["lesson"].key, block.id) in context["standing"].done_pairs,
        "still": line.still if line else None,
        "interface_language": get_language(),
        "foreign_language": "" if language == get_language() else language,
    }


@register.inclusion_tag("live/still_in_lesson.html", takes_context=True)
def sessions_still(context: dict[str, Any]) -> dict[str, Any]:
    """Where a check of this lesson was answered: what it crossed off beside its sessions."""
    return {"lines": [line for line in _stills(context).values() if line.is_done or line.still]}


@register.inclusion_tag("live/session_missing.html", takes_context=True)
def session_missing(context: dict[str, Any]) -> dict[str, Any]:
    """At the end of a lesson that a session is missing in. In a trial nothing is over."""
    if context.get("trial") or context.get("is_preview"):
        return {"lines": [Line("", is_done=False, still=None)]}
    lesson, lines = context["lesson"], _stills(context)
    asked = [each.key for each in lesson.activities if each.kind == SESSION and each.is_required]
    unplanned = Line("", is_done=False, still=None)
    missing = [lines.get(key, unplanned) for key in asked]
    return {"lines": dict.fromkeys(line for line in missing if not line.is_done)}


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


def _stills(context: dict[str, Any]) -> dict[str, Line]:
    """By activity, once a request. One query where a session of this lesson is over; none in a
    lesson without any."""
    request, lesson, at = context["request"], context["lesson"], timezone.now()
    kept: dict[str, Line] | None = getattr(request, STILL, None)
    if kept is not None:
        return kept
    announces = any(each.kind == SESSION for each in lesson.activities)
    found = _sessions_in_lesson(request, context["run"], lesson) if announces else {}
    over = [each for each in found.values() if each.can_count and each.ends_at <= at]
    done = context["standing"].done_pairs
    proofs: list[Attendance] = []
    if any((lesson.key, each.activity_key) not in done for each in over):
        mine = Attendance.objects.filter(enrollment=context["enrollment"], session__in=over)
        proofs = list(mine)
    kept = {}
    for key, session in found.items():
        session.run = context["run"]
        theirs = [row for row in proofs if row.session_id == session.pk]
        # Facts are handed down within a minute of the end: what is proved is said at once.
        is_proved = session in over and decide(session, theirs, has_passed_check=False).counts
        is_done = (lesson.key, key) in done or is_proved
        kept[key] = Line(
            key, is_done, None if is_done else read_still(session, theirs, done, at=at)
        )
    setattr(request, STILL, kept)
    return kept


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
