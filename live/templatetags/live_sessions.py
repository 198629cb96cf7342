"""`{% live_session %}`: a session inside a lesson, with the time that it has in this run."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import CourseRun
from courses.outline import Lesson
from live.models import LiveSession
from live.showing import show_session

register = template.Library()

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
        "shown": show_session(session, reader_zone=zone, at=timezone.now()) if session else None,
        "is_done": (context["lesson"].key, block.id) in context["standing"].done_pairs,
        "interface_language": get_language(),
        "foreign_language": "" if language == get_language() else language,
    }


def _sessions_in_lesson(
    request: HttpRequest, run: CourseRun, lesson: Lesson
) -> dict[str, LiveSession]:
    """By activity. The one that stands; of those that were cancelled the latest."""
    kept: dict[str, dict[str, LiveSession]] = getattr(request, SESSIONS, {})
    if lesson.key not in kept:
        rows = LiveSession.objects.filter(run=run, lesson_key=lesson.key)
        ordered = sorted(rows, key=lambda row: (row.cancelled_at is None, row.starts_at))
        kept[lesson.key] = {row.activity_key: row for row in ordered}
        setattr(request, SESSIONS, kept)
    return kept[lesson.key]
