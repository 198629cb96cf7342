"""Somebody has read what stood in their notification centre."""

from __future__ import annotations

from datetime import datetime

from notifications.models import Notice
from users.models import User


def see(*, user: User, until: int, at: datetime) -> int:
    """All of theirs up to this one, the newest that they were shown. Returns how many were new.

    What came after the page was made stays new. Idempotent.
    """
    return Notice.objects.visible_to(user).unseen().filter(pk__lte=until).update(seen_at=at)
