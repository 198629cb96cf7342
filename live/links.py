"""The personal link of a mail about a session: whose it is, and whether it is still alive.

The mail's own token is the right to be here, so nothing is signed, and no mail holds a time: where
a session is moved, the old link leads to the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.db.models import Exists, OuterRef

from learning.models import Enrollment
from live.models import LiveSession
from mail.models import Delivery
from users.models import User

# Mails whose token opens the pages of one session for its reader. Their `context` holds
# "session" and "enrollment", both by pk.
PERSONAL: Final = frozenset(
    {
        *("session_reminder", "session_moved", "session_cancelled", "session_late"),
        *("session_material", "webinar_confirmed"),
    }
)
# Where such a mail leads; filled in when it is rendered.
PERSONAL_PATH: Final = "/{language}/join/{token}/"


@dataclass(frozen=True, slots=True)
class Holder:
    """`is_in`: still in the run of the session, which comes with its run, course and provider.

    `mailed_at`: when the mail was written.
    """

    user: User
    session: LiveSession
    enrollment_id: int
    is_in: bool
    mailed_at: datetime

    @property
    def short_name(self) -> str:
        """As much of the name as says whose link it is: "Ayu L." """
        first, *others = self.user.name.split() or [""]
        return f"{first} {others[-1][0]}." if others else first


def find_holder(token: str) -> Holder | None:
    """None for what is no token of such a mail, was ended, or belongs to a closed account.

    Two queries.
    """
    mail = _find_mail(token)
    if mail is None or mail.user is None or was_revoked(mail.user, mail.created_at):
        return None
    session_id, enrollment_id = (mail.context.get(name) for name in ("session", "enrollment"))
    if not isinstance(session_id, int) or not isinstance(enrollment_id, int):
        return None
    own = Enrollment.objects.active().filter(
        pk=enrollment_id, learner=mail.user_id, run=OuterRef("run")
    )
    sessions = LiveSession.objects.select_related("run__course__provider").annotate(
        is_in=Exists(own)
    )
    session = sessions.filter(pk=session_id).first()
    if session is None:
        return None
    user = cast("User", mail.user)
    return Holder(user, session, enrollment_id, session.is_in, mail.created_at)


def _find_mail(token: str) -> Delivery | None:
    try:
        known = UUID(token)
    except ValueError:
        return None
    mails = Delivery.objects.filter(token=known, template__in=PERSONAL)
    return mails.select_related("user__personal_links").first()


def was_revoked(user: User, mailed_at: datetime) -> bool:
    """Whether links of a mail of that time are dead. `user` comes with their `personal_links`."""
    if not user.is_active:
        return True
    links = getattr(user, "personal_links", None)
    revoked_at = links.links_revoked_at if links else None
    return revoked_at is not None and mailed_at <= revoked_at
