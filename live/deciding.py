"""What the proofs of many people of one session say: `live.proof`, and what that asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from learning.models import ActivityResult, ResultKind
from live.models import Attendance, LiveSession, Source
from live.proof import Decision, decide
from live.terms import checks_about_recording


def decide_all(session: LiveSession, rows: Iterable[Attendance]) -> dict[int, Decision]:
    """Of everybody of whom there is one of these proofs, by enrollment.

    Two queries, and only where the recording counts and somebody has watched it.
    """
    found: dict[int, list[Attendance]] = defaultdict(list)
    for row in rows:
        found[row.enrollment_id].append(row)
    passed = _passed(session, found)
    return {pk: decide(session, each, has_passed_check=pk in passed) for pk, each in found.items()}


def _passed(session: LiveSession, found: dict[int, list[Attendance]]) -> set[int]:
    """Who of those that watched it passed a check about the recording."""
    has_watched = any(row.source == Source.RECORDING for rows in found.values() for row in rows)
    if not session.recording_counts or not has_watched:
        return set()
    checks = checks_about_recording(session.run, str(session.lesson_key))
    facts = ActivityResult.objects.valid().filter(
        lesson_key=str(session.lesson_key), activity_key__in=checks, kind=ResultKind.CHECK
    )
    watched = session.attendances.filter(source=Source.RECORDING).values("enrollment")
    return set(facts.filter(enrollment__in=watched).values_list("enrollment", flat=True))
