"""Sessions as everybody may see them: what `courses` shows on its public pages."""

from __future__ import annotations

from collections.abc import Iterable

from courses.sessions_door import SessionFace
from live.models import LiveSession
from live.series import place_of

FIELDS = (
    *("key", "run_id", "lesson_key", "activity_key", "title", "starts_at", "minutes"),
    *("held_minutes", "delay_minutes", "time_zone", "place", "room", "cancelled_at"),
)


def read_faces(run_ids: Iterable[int]) -> list[SessionFace]:
    """Cancelled ones too. One query; the link to join is not even read."""
    rows = LiveSession.objects.filter(run__in=run_ids).only(*FIELDS).with_places()
    return [face_of(row) for row in rows]


def face_of(session: LiveSession) -> SessionFace:
    return SessionFace(
        key=session.key,
        run_id=session.run_id,
        lesson_key=str(session.lesson_key or ""),
        activity_key=session.activity_key,
        title=session.title,
        starts_at=session.begins_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        place=session.place,
        room=session.room,
        is_cancelled=session.cancelled_at is not None,
        in_series=place_of(session),
        minutes_late=0 if session.cancelled_at else session.delay_minutes,
    )
