"""Whether a run has live sessions: asked by the ways of each of its pages, once a request."""

from __future__ import annotations

from courses.models import CourseRun
from live.models import LiveSession

# Where a run keeps the answer.
KEPT = "_has_sessions"


def has_sessions(run: CourseRun) -> bool:
    """One query; none where a page has read its sessions anyway (`note_sessions`)."""
    known: bool | None = getattr(run, KEPT, None)
    if known is None:
        known = LiveSession.objects.filter(run=run).exists()
        note_sessions(run, known)
    return known


def note_sessions(run: CourseRun, has: bool) -> None:
    """On this instance, for as long as it lives."""
    setattr(run, KEPT, has)
