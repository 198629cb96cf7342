"""Moments in two zones: that of a plan, and that of whoever reads."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.moments import zone_of


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
