"""What whoever was not there can still do about a session that is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from learning.models import ActivityResult, ResultKind
from live.models import Attendance, LiveSession, Source
from live.terms import checks_about_recording


@dataclass(frozen=True, slots=True)
class Still:
    """`is_possible`: the recording counts; `is_there`: there is one. The two things that it takes
    are crossed off one by one."""

    is_possible: bool
    is_there: bool = False
    has_watched: bool = False
    has_passed: bool = False


def read_still(
    session: LiveSession,
    proofs: Iterable[Attendance],
    done_pairs: Collection[tuple[str, str]],
    *,
    at: datetime,
) -> Still | None:
    """Of one person, who did not attend; None while it is not over, and of one that counts for
    nothing. Asks the published lesson, which is kept."""
    if not session.can_count or session.ends_at > at:
        return None
    if not session.recording_counts:
        return Still(is_possible=False)
    key = str(session.lesson_key)
    return Still(
        is_possible=True,
        is_there=session.recording_at is not None and session.recording_at <= at,
        has_watched=any(
            each.source == Source.RECORDING and each.at is not None
            for each in proofs
            if each.session_id == session.pk
        ),
        has_passed=any(
            (key, check) in done_pairs for check in checks_about_recording(session.run, key)
        ),
    )


def has_passed(session: LiveSession, enrollment_id: int) -> bool:
    """Whether they passed the check about its recording. One query."""
    key = str(session.lesson_key)
    facts = ActivityResult.objects.valid().filter(
        enrollment=enrollment_id, lesson_key=key, kind=ResultKind.CHECK
    )
    return facts.filter(activity_key__in=checks_about_recording(session.run, key)).exists()
