"""On the day: it starts later than planned, and it ends when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from live.models import LiveSession, Source
from live.models.session import LONGEST_MINUTES
from live.telling_late import tell_late
from users.models import User

from .refusing import NotSaid
from .settling import note_evidence

LONGEST_DELAY: Final = 240
# Before that day it is moved, so that calendars follow.
SAID_FROM: Final = timedelta(hours=12)


@transaction.atomic
def run_late(*, session: LiveSession, minutes: int, by: User, at: datetime) -> int:
    """It starts so many minutes after the planned time, in all. Returns how many were told.

    Everybody in the run hears of it once, by notice and mail; calendars do not change. It only gets
    later: people come when they were told. Whoever joined counts from the new start on. Idempotent.
    Raises NotSaid.
    """
    locked = _lock(session)
    if not 1 <= minutes <= LONGEST_DELAY:
        raise NotSaid(_("Write from 1 to %(most)d minutes.") % {"most": LONGEST_DELAY})
    if at < locked.starts_at - SAID_FROM:
        raise NotSaid(_("It is not the day of the session yet. Move it instead."))
    if at >= locked.ends_at:
        raise NotSaid(_("The session is over: it starts no later any more."))
    if minutes == locked.delay_minutes:
        return 0
    if minutes < locked.delay_minutes:
        words = _("People have been told that it starts %(minutes)d minutes late, and come then.")
        raise NotSaid(words % {"minutes": locked.delay_minutes})
    locked.delay_minutes = minutes
    LiveSession.objects.filter(pk=locked.pk).update(delay_minutes=minutes)
    log(instance=locked, action="live.run_late", user=by, data={"minutes": minutes})
    return tell_late(locked, at=at)


@transaction.atomic
def end_session(*, session: LiveSession, minutes: int, shown: int, by: User, at: datetime) -> bool:
    """It was held so long. False where that is known already.

    Shares are counted of this length, and it is settled once more; whoever was listed for the whole
    time still was there for all of it. `shown`: the length that the host saw. Raises NotSaid where
    it has not begun, or another host has said another length meanwhile.
    """
    locked = _lock(session)
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise NotSaid(_("Write from 1 to %(most)d minutes.") % {"most": LONGEST_MINUTES})
    if at < locked.begins_at:
        raise NotSaid(_("The session has not begun."))
    before = locked.length
    if locked.held_minutes == minutes:
        return False
    if before != shown:
        words = _("Somebody has said meanwhile that it was held for %(minutes)d minutes.")
        raise NotSaid(words % {"minutes": before})
    LiveSession.objects.filter(pk=locked.pk).update(held_minutes=minutes)
    whole = locked.attendances.filter(source=Source.LIST, minutes__gte=before)
    whole.update(minutes=minutes)
    log(instance=locked, action="live.end_session", user=by, data={"minutes": minutes})
    note_evidence(locked, at=at)
    return True


def _lock(session: LiveSession) -> LiveSession:
    """With what a mail says of it. Raises NotSaid for a cancelled one."""
    rows = LiveSession.objects.select_related("run__course__provider")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if locked.cancelled_at is not None:
        raise NotSaid(_("The session is cancelled."))
    return locked
