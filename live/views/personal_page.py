"""What the page of a mail's link shows, whatever has become of the session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.models import ModelLogEntry

from live.links import Holder
from live.models import LiveSession
from live.noted import read_noted
from live.series import place_in_series, say_place
from live.showing import ShownSession, show_session
from live.waiting import wait_until


def personal_context(holder: Holder, token: str, *, at: datetime) -> dict[str, Any]:
    """One query for each of these: a series, a mail of before a change, cancelled, over."""
    session, zone = holder.session, holder.user.time_zone
    part = say_place(place_in_series(session))
    shown = show_session(session, reader_zone=zone, at=at, part=part)
    awaited = session.opens_at if shown.is_online else session.begins_at
    return {
        **{"holder": holder, "session": session, "run": session.run},
        **{"shown": shown, "token": token},
        "wait": None if shown.is_cancelled else wait_until(awaited, at=at),
        "is_moved": not shown.is_over and _was_moved(session, since=holder.mailed_at),
        "instead": _planned_anew(session, zone=zone, at=at) if shown.is_cancelled else None,
        "noted": _read_noted(holder, at) if shown.is_over else None,
    }


def _was_moved(session: LiveSession, *, since: datetime) -> bool:
    """Whether their mail may say another time. The log is asked only where something changed."""
    if session.cancelled_at is not None or session.changed_at <= since:
        return False
    log = ModelLogEntry.objects.for_instance(session)
    return bool(log.filter(action="live.move_session", timestamp__gt=since).exists())


def _planned_anew(session: LiveSession, *, zone: str, at: datetime) -> ShownSession | None:
    """The session that takes the place of a cancelled one in the course."""
    if not session.activity_key:
        return None
    rows = LiveSession.objects.uncancelled().filter(
        run=session.run_id, lesson_key=session.lesson_key, activity_key=session.activity_key
    )
    found = rows.first()
    return show_session(found, reader_zone=zone, at=at) if found else None


def _read_noted(holder: Holder, at: datetime) -> object:
    rows = list(holder.session.attendances.filter(enrollment=holder.enrollment_id))
    return read_noted(holder.session, rows, zone=holder.user.time_zone, at=at)
