"""What is said of sessions that were planned just now: who hears of them, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.moments import say_moment
from courses.models import CourseRun
from live.models import LiveSession, Place
from live.reminded_at_once import count_people, count_reminded


def say_planned(sessions: Sequence[LiveSession], run: CourseRun, *, at: datetime) -> str:
    """Of new ones, one at least. Of those that were held nothing is missing."""
    ahead = [each for each in sessions if each.starts_at > at]
    reminded = say_reminded([each.starts_at for each in ahead], run, at=at)
    if reminded:
        count = {"number": len(sessions)}
        words = ngettext("It is planned.", "%(number)d sessions are planned.", len(sessions))
        words = f"{words % count} {reminded}"
    elif not ahead:
        words = _("It is entered among the sessions of the run. Nobody gets a mail about it.")
    elif len(sessions) == 1:
        words = _(
            "It is planned. Nobody gets a mail about it: announce it if people should know now."
        )
    else:
        words = _(
            "%(number)d sessions are planned. Nobody gets a mail about them: announce them if "
            "people should know now."
        ) % {"number": len(sessions)}
    more = (_say_link(ahead), say_after_end([each.starts_at for each in sessions], run))
    return " ".join(filter(None, (words, *more)))


def say_reminded(starts: Sequence[datetime], run: CourseRun, *, at: datetime) -> str:
    """How many people the next round of reminders writes to; "" where nobody is."""
    number = count_reminded(run, starts, at=at)
    if not number:
        return ""
    words = ngettext(
        "It begins soon: %(number)d person gets a reminder of it within minutes.",
        "It begins soon: %(number)d people get a reminder of it within minutes.",
        number,
    )
    return words % {"number": number}


def say_who_hears(run: CourseRun) -> str:
    """Before it is planned. One query."""
    number = count_people(run)
    if not number:
        return _("Nobody is in the run yet, so nobody gets a mail about it.")
    words = ngettext(
        "Planning writes to nobody. %(number)d person in the run is reminded by mail a day and an "
        "hour before. If it begins within a day, this reminder may go within minutes.",
        "Planning writes to nobody. %(number)d people in the run are reminded by mail a day and an "
        "hour before. If it begins within a day, this reminder may go within minutes.",
        number,
    )
    return words % {"number": number}


def say_moved(moved: Sequence[LiveSession], link_was: str) -> str:
    """Of one that was changed with those that follow it: the link is its own alone."""
    if len(moved) < 2:
        return ""
    said = _("%(number)d sessions were moved.") % {"number": len(moved)}
    if moved[0].join_url == link_was:
        return said
    return f"{said} {_('The link to the meeting was changed of the first of them only.')}"


def say_after_end(starts: Sequence[datetime], run: CourseRun) -> str:
    """How many begin when the run is over; "" where none does."""
    end = run.ends_at
    late = 0 if end is None else sum(start >= end for start in starts)
    if end is None or not late:
        return ""
    words = ngettext(
        "%(number)d session begins after the end of the run, which is %(end)s. Move it, or that "
        "end.",
        "%(number)d sessions begin after the end of the run, which is %(end)s. Move them, or that "
        "end.",
        late,
    )
    return words % {"number": late, "end": say_moment(end, run.time_zone)}


def _say_link(ahead: Sequence[LiveSession]) -> str:
    lacking = sum(each.place == Place.LINK and not each.join_url for each in ahead)
    if not lacking:
        return ""
    return ngettext(
        "The link to the meeting is missing: give it before the start.",
        "The link to the meeting is missing: give it to each of them before its start.",
        lacking,
    )
