"""Sessions as a calendar that programs read (RFC 5545). Pure: the same rows give the same bytes.

Times are UTC, so no program has to know a zone, and a country that changes its clock falsifies no
file that somebody holds; the zone of the host stands beside them in words. The link to a meeting
is never among them. A session keeps its UID for ever; `sequence` says which version is newer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from core.lines import tidy_line
from core.moments import is_zone, say_moment
from live.models import LiveSession, Place
from live.series import place_of, say_place

KEPT_CANCELLED: Final = timedelta(days=90)  # a program would drop what is silently gone
KEPT_PAST: Final = timedelta(days=366)
PRODUCT: Final = "-//CityNet//CityNet Learning//EN"


@dataclass(frozen=True, slots=True)
class Version:
    """What says whether somebody's copy is still right: cheaper than the calendar itself."""

    rows: tuple[tuple[int, datetime, UUID], ...]
    language: str

    @property
    def etag(self) -> str:
        text = f"{settings.LMS_SITE_URL} {self.language} {self.rows!r}"
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def uid_of(key: UUID) -> str:
    """Without the site's address: that may change, and the name of a session does not."""
    return f"{key}@citynet-learning"


def write_calendar(sessions: Iterable[LiveSession], *, name: str, language: str) -> bytes:
    """In `language`. The sessions come with their run, its course and their places in a series."""
    with override(language):
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", tidy_line(name))
        calendar.add("refresh-interval", timedelta(hours=1), {"VALUE": "DURATION"})
        for session in sessions:
            calendar.add_component(_event(session))
        return bytes(calendar.to_ical())


def _event(session: LiveSession) -> Event:
    """As planned: that it starts some minutes later today changes no calendar. Its lines are tidy:
    one odd title must not keep everybody from their calendar."""
    event = Event()
    address = settings.LMS_SITE_URL + reverse("live:session", args=[session.run.slug, session.key])
    event.add("uid", uid_of(session.key))
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.starts_at + timedelta(minutes=session.minutes))
    event.add("summary", tidy_line(session.title))
    event.add("description", _describe(session, address))
    event.add("location", _("Online") if session.place == Place.LINK else tidy_line(session.room))
    event.add("url", address)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add("x-citynet-tzid", session.time_zone)
    return event


def _describe(session: LiveSession, address: str) -> str:
    zone = session.time_zone if is_zone(session.time_zone) else "UTC"
    host = _("Time of the host: %(when)s") % {"when": say_moment(session.starts_at, zone)}
    lines = [session.run.course.title, *filter(None, [say_place(place_of(session))]), host]
    if session.cancelled_at is not None:
        lines.append(_("Cancelled: %(reason)s") % {"reason": session.cancel_reason})
    said = (tidy_line(line) for line in "\n".join(lines).splitlines())
    return "\n".join([*said, address])
