"""Somebody opens the meeting: one row, however many come in the same minute."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from live.models import Attendance, LiveSession, Place, Source


class NotJoinable(Exception):
    """It is not open: too early, over or cancelled, or in a room. The page says which."""


@transaction.atomic
def join(*, session: LiveSession, enrollment_id: int, at: datetime) -> None:
    """They came at `at`; the first moment stays. One INSERT, and no lock: see docs/decisions/0013.
    Then the session is asked once more: it may have been moved since it was read.

    The caller has asked whether they are in the run. Idempotent. Raises NotJoinable.
    """
    if session.place != Place.LINK or not session.is_joinable(at=at):
        raise NotJoinable
    came = Attendance(session=session, enrollment_id=enrollment_id, source=Source.JOIN, at=at)
    Attendance.objects.bulk_create([came], ignore_conflicts=True)
    as_seen = LiveSession.objects.filter(pk=session.pk, starts_at=session.starts_at)
    if not as_seen.uncancelled().exists():
        raise NotJoinable
