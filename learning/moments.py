"""Say a moment in a zone, and which zone it is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def zone_of(name: str) -> ZoneInfo:
    """The zone of this IANA name; UTC where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


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
