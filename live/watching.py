"""The recording of a session for one learner: what they may say, and from when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.blocks import VIDEO_ENDINGS, Embed, read_embed
from live.models import Attendance, LiveSession


@dataclass(frozen=True, slots=True)
class Recording:
    """`is_asked`: watching it counts for this session, so opening it is noted."""

    link: str
    embed: Embed | None
    file_name: str
    file_size: int
    minutes: int | None
    is_asked: bool

    @property
    def is_film(self) -> bool:
        return self.file_name.lower().endswith(VIDEO_ENDINGS)

    @property
    def frame_name(self) -> str:
        return f"video-{self.embed.key}" if self.embed else ""


def recording_of(session: LiveSession, *, at: datetime) -> Recording | None:
    """None where there is none yet. Of a session that was read with its document."""
    document = session.recording_document
    is_there = session.recording_at is not None and session.recording_at <= at
    if not is_there or not (session.recording_url or document):
        return None
    return Recording(
        link="" if document else session.recording_url,
        embed=None if document else read_embed(session.recording_url),
        file_name=document.filename if document else "",
        file_size=(document.file_size or 0) if document else 0,
        minutes=session.recording_minutes,
        is_asked=session.can_count and session.recording_counts and session.ends_at <= at,
    )


def watched_from(session: LiveSession, row: Attendance) -> datetime | None:
    """From when they may say that they watched it; None before they opened it.

    Nobody can prove it: but the required share of it has to have passed by our clock.
    """
    if row.opened_at is None:
        return None
    minutes = session.recording_minutes or session.length
    return row.opened_at + timedelta(minutes=minutes * session.required_share_percent / 100)
