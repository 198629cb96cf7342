"""Live sessions on public pages: on the host's clock, the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from core.moments import is_zone, say_span
from courses.session_titles import NONE, announced_titles, title_in
from courses.sessions_door import SessionFace


@dataclass(frozen=True, slots=True)
class SessionRow:
    title: str
    starts_at: datetime
    time_zone: str
    when: str
    room: str
    is_cancelled: bool
    minutes_late: int = 0
    part: str = ""


def row_of(face: SessionFace) -> SessionRow:
    """A zone that is none any more is UTC, and called so."""
    zone = face.time_zone if is_zone(face.time_zone) else "UTC"
    return SessionRow(
        title=face.title,
        starts_at=face.starts_at,
        time_zone=zone,
        when=say_span(face.starts_at, face.ends_at, host_zone=zone, reader_zone=zone),
        room=face.room,
        is_cancelled=face.is_cancelled,
        minutes_late=face.minutes_late,
        part=_say_part(face.in_series),
    )


def _say_part(in_series: tuple[int, int] | None) -> str:
    if in_series is None:
        return ""
    number, count = in_series
    return _("Session %(number)d of %(count)d") % {"number": number, "count": count}


SHOWN_AT_ONCE: Final = 12
"""Of more sessions than that a page shows the nearest first, and folds all of them."""


def nearest(faces: Sequence[SessionFace], *, at: datetime) -> Sequence[SessionFace]:
    """Those that are on or come next, else the last ones; all where they are few."""
    if len(faces) <= SHOWN_AT_ONCE:
        return faces
    coming = [face for face in faces if face.ends_at > at]
    return coming[:SHOWN_AT_ONCE] or faces[-SHOWN_AT_ONCE:]


def are_over(faces: Iterable[SessionFace], *, at: datetime) -> bool:
    """Whether there were any, and none is on or to come."""
    ends = [face.ends_at for face in faces if not face.is_cancelled]
    return bool(ends) and max(ends) <= at


def next_of(faces: Iterable[SessionFace], *, at: datetime) -> SessionRow | None:
    """One that runs now, else the next."""
    coming = (face for face in faces if not face.is_cancelled and face.ends_at > at)
    found = next(coming, None)
    return row_of(found) if found else None


def say_in(
    faces: Sequence[SessionFace], *, language: str, source_language: str
) -> tuple[SessionFace, ...]:
    """With the titles that their blocks have in `language`. One query, none in the course's own."""
    if language == source_language:
        return tuple(faces)
    found = announced_titles(face.lesson_key for face in faces if face.activity_key)
    languages = {"language": language, "source_language": source_language}
    return tuple(
        replace(face, title=title_in(face.title, _named(found, face), **languages))
        for face in faces
    )


def _named(found: dict[tuple[str, str], dict[str, str]], face: SessionFace) -> dict[str, str]:
    return found.get((face.lesson_key, face.activity_key), NONE)
