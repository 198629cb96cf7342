"""Say a moment in a zone, and which zone it is; read an hour that was typed for one. Pure.

The clocks are those of PyPI's tzdata (`lms/settings/base.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def zone_of(name: str) -> ZoneInfo:
    """The zone of this IANA name; UTC where there is no such zone."""
    return _find(name) or ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether there is a zone of this name now: tzdata may have dropped it since it was stored."""
    return _find(name) is not None


def _find(name: str) -> ZoneInfo | None:
    """A folder of zones, like "America", is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def say_zone(name: str) -> str:
    """The zone as people say it: its city."""
    return zone_of(name).key.rsplit("/", 1)[-1].replace("_", " ")


def say_moment(moment: datetime, zone: str) -> str:
    """For example "18 January 2027, 09:00 (Kuala Lumpur)", in the active language."""
    local = moment.astimezone(zone_of(zone))
    return _("%(date)s, %(time)s (%(zone)s)") % {
        "date": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "H:i"),
        "zone": say_zone(zone),
    }


def say_briefly(moment: datetime, zone: str) -> str:
    """For lists and small print: "18 Jan 2027, 09:00 (Kuala Lumpur)"."""
    said = date_format(moment.astimezone(zone_of(zone)), "j M Y, H:i")
    return f"{said} ({say_zone(zone)})"


def say_for(moment: datetime, *, host_zone: str, reader_zone: str) -> str:
    """The reader's time first, then the host's where it is another; the date once if it is one."""
    here, there = (moment.astimezone(zone_of(zone)) for zone in (reader_zone, host_zone))
    if here.utcoffset() == there.utcoffset():
        return say_moment(moment, host_zone)
    own = say_moment(moment, reader_zone)
    if here.date() != there.date():
        return _("%(own)s; %(host)s") % {"own": own, "host": say_moment(moment, host_zone)}
    return _("%(own)s, %(time)s (%(zone)s)") % {
        "own": own,
        "time": date_format(there, "H:i"),
        "zone": say_zone(host_zone),
    }


def say_span(start: datetime, end: datetime, *, host_zone: str, reader_zone: str) -> str:
    """From when to when on the reader's clock, then the start on the host's where it is another.

    For example "18 January 2027, 23:30 – 01:00 the next day (Kathmandu); 19 January 2027, 02:45
    (Seoul)". Whose zone it is stands there always.
    """
    own = _say_span(start, end, reader_zone)
    here, there = zone_of(reader_zone), zone_of(host_zone)
    offsets = [
        moment.astimezone(zone).utcoffset() for zone in (here, there) for moment in (start, end)
    ]
    if offsets[:2] == offsets[2:]:
        return own
    if start.astimezone(here).date() != start.astimezone(there).date():
        return _("%(own)s; %(host)s") % {"own": own, "host": say_moment(start, host_zone)}
    return _("%(own)s; %(time)s (%(zone)s)") % {
        "own": own,
        "time": date_format(start.astimezone(there), "H:i"),
        "zone": say_zone(host_zone),
    }


def _say_span(start: datetime, end: datetime, zone: str) -> str:
    first, last = (moment.astimezone(zone_of(zone)).replace(tzinfo=None) for moment in (start, end))
    days = (last.date() - first.date()).days
    if days > 1:
        return f"{say_moment(start, zone)} – {say_moment(end, zone)}"
    if days == 1:
        words = _("%(date)s, %(start)s – %(end)s the next day (%(zone)s)")
    elif last <= first < last + (end - start):
        words = _("%(date)s, %(start)s – %(end)s after the clock went back (%(zone)s)")
    else:
        words = _("%(date)s, %(start)s – %(end)s (%(zone)s)")
    return words % {
        "date": date_format(first, "DATE_FORMAT"),
        "start": date_format(first, "H:i"),
        "end": date_format(last, "H:i"),
        "zone": say_zone(zone),
    }


@dataclass(frozen=True, slots=True)
class Wall:
    """What an hour that was typed without a zone means on one clock.

    `at` is None where the clock leaves this hour out: it then goes from `gap_from` to `gap_until`.
    `is_ambiguous`: the clock shows the hour twice, and `at` is the one that `fold` says.
    """

    typed: datetime
    at: datetime | None
    gap_from: datetime | None = None
    gap_until: datetime | None = None
    is_ambiguous: bool = False

    @property
    def instead(self) -> tuple[datetime, ...]:
        """In a gap: the same hour counted on from after it, and the one from before it."""
        if self.gap_from is None or self.gap_until is None:
            return ()
        gap = self.gap_until - self.gap_from
        return (self.typed + gap, self.typed - gap)


def wall_time(text: str, zone: str, fold: int = 0) -> Wall:
    """ "2027-03-14T09:00" on the clock of `zone`. Raises ValueError where the text is no such time.

    `fold` is 1 for the second of an hour that the clock shows twice. An unknown zone is UTC.
    """
    typed = datetime.fromisoformat(text)
    if typed.tzinfo is not None:
        raise ValueError("A time of the wall has no zone.")
    early, late = (typed.replace(tzinfo=zone_of(zone), fold=each) for each in (0, 1))
    before, after = early.utcoffset() or timedelta(), late.utcoffset() or timedelta()
    if before < after:
        change = _change_between(late.astimezone(UTC), early.astimezone(UTC), zone)
        naive = change.replace(tzinfo=None)
        return Wall(typed, None, gap_from=naive + before, gap_until=naive + after)
    chosen = late if fold else early
    return Wall(typed, chosen.astimezone(UTC), is_ambiguous=before > after)


def _change_between(low: datetime, high: datetime, zone: str) -> datetime:
    """The moment (UTC, to the second) in (low, high] at which the clock is changed."""
    offset = low.astimezone(zone_of(zone)).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone_of(zone)).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high
