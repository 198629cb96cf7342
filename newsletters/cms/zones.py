"""Time zones as a clerk of the network looks for them, and moments in two of them."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.moments import zone_of
from members.models import Country
from users.territories import time_zone_choices, zones_in

Group = tuple[str, list[tuple[str, str]]]


def zone_groups() -> list[Group]:
    """Those of the network's countries first, then all others by continent. One query."""
    ours = zones_in(Country.objects.values_list("code", flat=True))
    if not ours:
        return time_zone_choices()
    known = {zone for zone, _label in ours}
    others = [
        (name, [row for row in rows if row[0] not in known]) for name, rows in time_zone_choices()
    ]
    return [(_("Countries of the network"), ours), *(group for group in others if group[1])]


def say_moment(moment: datetime, zone: str, *, own_zone: str = "") -> str:
    """ "26 November 2026, 07:41 (Asia/Seoul)", and what that is on the reader's own clock."""
    there = _in(moment, zone)
    if not own_zone or _offset(moment, own_zone) == _offset(moment, zone):
        return there
    own = _in(moment, own_zone)
    return _("%(there)s, which is %(own)s") % {"there": there, "own": own}


def _in(moment: datetime, zone: str) -> str:
    words = date_format(moment.astimezone(zone_of(zone)), "DATETIME_FORMAT")
    return f"{words} ({zone.replace('_', ' ')})"


def _offset(moment: datetime, zone: str) -> object:
    return moment.astimezone(zone_of(zone)).utcoffset()
