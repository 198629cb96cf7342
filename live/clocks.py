"""A country changed its clock after sessions were planned: they keep the hour of their host.

Which moment an hour is says tzdata of PyPI; with a new version of it the answer may be another.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from core.moments import is_zone
from live.actions import NotChanged, change_session
from live.hours import at_hour
from live.models import LiveSession

MINUTE: Final = timedelta(minutes=1)  # what a host plans by
logger = logging.getLogger(__name__)


def follow_clocks(*, at: datetime) -> int:
    """Move every session to come whose hour is another moment now. Returns how many.

    As a move by nobody, told once. Where a zone is none any more nothing is moved: nobody can know
    which hour is meant. Safe to repeat: what was moved is at its hour.
    """
    return sum(_follow(session, at) for session in LiveSession.objects.upcoming(at))


def _follow(session: LiveSession, at: datetime) -> bool:
    """One that somebody changes at this moment is looked at in the next round."""
    if not is_zone(session.time_zone):
        return False
    try:
        hour = at_hour(session.planned_for, session.time_zone, session.fold)
        if abs(hour.starts_at - session.starts_at) < MINUTE:
            return False
        change_session(
            session=session, values=hour.fields(), sequence=session.sequence, by=None, at=at
        )
    except NotChanged:
        return False
    except Exception:  # whatever is wrong with one, the others keep their hour
        logger.exception("Session %s cannot follow the clock of its host", session.pk)
        return False
    return True
