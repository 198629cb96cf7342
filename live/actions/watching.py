"""Whoever could not come watches the recording. With its check passed it is as good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from learning.actions import record_for_many
from learning.actions.completing import lock_enrollment
from learning.models import Enrollment, ResultKind
from live.deciding import decide_all
from live.models import Attendance, LiveSession, Source
from live.watching import recording_of, watched_from


class NotWatched(Exception):
    """There is none, it was not opened, or it is too early: `since` is from when one may say so."""

    def __init__(self, since: datetime | None = None) -> None:
        super().__init__()
        self.since = since


@transaction.atomic
def open_recording(*, session: LiveSession, enrollment_id: int, at: datetime) -> Attendance:
    """They open it at `at`; the first moment stays. The caller has asked whether they are in the
    run. Idempotent. Raises NotWatched where there is no recording that counts."""
    recording = recording_of(session, at=at)
    if recording is None or not recording.is_asked:
        raise NotWatched
    mine = {"session": session, "enrollment_id": enrollment_id, "source": Source.RECORDING}
    Attendance.objects.bulk_create([Attendance(**mine, opened_at=at)], ignore_conflicts=True)
    return Attendance.objects.get(**mine)


@transaction.atomic
def mark_watched(*, session: LiveSession, enrollment: Enrollment, at: datetime) -> bool:
    """They say that they watched it; whether that counts now, with the check about it passed.

    The lock of the enrollment orders this and passing the check: whichever is second counts it.
    Idempotent: the first moment stays. Raises NotWatched.
    """
    locked = lock_enrollment(enrollment)
    recording = recording_of(session, at=at)
    rows = list(session.attendances.filter(enrollment=locked))
    row = next((each for each in rows if each.source == Source.RECORDING), None)
    since = watched_from(session, row) if row else None
    if recording is None or not recording.is_asked or row is None or since is None:
        raise NotWatched
    if row.at is None:
        if at < since:
            raise NotWatched(since)
        Attendance.objects.filter(pk=row.pk, at=None).update(at=at)
        row.at = at
    return _count(session, locked, rows, at)


def count_recordings(
    *, enrollment: Enrollment, lesson_key: str, kind: ResultKind, at: datetime, **kwargs: Any
) -> None:
    """Receiver of `result_recorded`: a check that was passed may be the one about a recording that
    they watched before. The enrollment is locked. One query where there is none."""
    if kind != ResultKind.CHECK:
        return
    watched = Q(
        attendances__enrollment=enrollment,
        attendances__source=Source.RECORDING,
        attendances__at__isnull=False,
    )
    sessions = LiveSession.objects.uncancelled().filter(
        watched, lesson_key=lesson_key, recording_counts=True
    )
    for session in sessions.select_related("run__course"):
        _count(session, enrollment, session.attendances.filter(enrollment=enrollment), at)


def _count(
    session: LiveSession, enrollment: Enrollment, rows: Iterable[Attendance], at: datetime
) -> bool:
    """The fact that settling would write, written once, for this person alone. `rows`: all that
    proves that they came."""
    decision = decide_all(session, rows).get(enrollment.pk)
    if not session.can_count or session.ends_at > at or not decision or not decision.counts:
        return False
    record_for_many(
        lesson_key=str(session.lesson_key),
        activity_key=session.activity_key,
        kind=ResultKind.SESSION,
        rows=[
            (
                enrollment,
                {"by": decision.by, "minutes": decision.minutes, "session": session.pk},
            )
        ],
        at=at,
    )
    return True
