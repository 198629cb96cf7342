"""The link to the meeting is given on the day, where it was missing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from live.models import LiveSession, Place
from users.models import User

from .moving import apply_change, lock_session
from .refusing import NotSaid


@transaction.atomic
def give_link(*, session: LiveSession, link: str, by: User, at: datetime) -> bool:
    """Whoever came already is let in when they look again. False where this link is there already.

    Nobody is told: it stands in no mail. Raises NotSaid, also where somebody gave another one.
    """
    locked = lock_session(session)
    if locked.cancelled_at is not None:
        raise NotSaid(_("The session is cancelled."))
    if locked.place != Place.LINK:
        raise NotSaid(_("The session is held in a room: it needs no link."))
    if locked.join_url == link:
        return False
    if locked.join_url:
        words = _("Somebody has given another link meanwhile. To give yours, change the session.")
        raise NotSaid(words)
    values = {"join_url": link}
    apply_change(before=locked, values=values, sequence=locked.sequence, by=by, at=at)
    return True
