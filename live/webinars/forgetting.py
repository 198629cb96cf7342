"""Sign-ups that nobody confirmed are forgotten: whoever typed an address may not own it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from live.models import SignUp
from mail.models import Delivery
from mail.personal_data import erase_deliveries

from .letters import confirm_keys

STEP: Final = 500
PAUSE_SECONDS: Final = 0.01  # on SQLite, so that others write between two steps


def forget_unconfirmed(*, at: datetime, seconds: float) -> bool:
    """Go on for at most `seconds`. Whether something is left to do.

    What was asked last more than `LMS_UNCONFIRMED_DAYS` days ago and not confirmed: the row stays
    as a number, without name, address and city, and so does the mail. Safe to run twice and at
    once: each step locks its rows, and confirming locks them too.
    """
    if not settings.LMS_UNCONFIRMED_DAYS:
        return False
    ends_at = time.monotonic() + seconds
    before = at - timedelta(days=settings.LMS_UNCONFIRMED_DAYS)
    while time.monotonic() < ends_at:
        if not _step(before, at):
            return False
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return True


@transaction.atomic
def _step(before: datetime, at: datetime) -> int:
    stale = SignUp.objects.filter(confirmed_at=None, asked_at__lt=before).exclude(email="")
    locked = stale.select_for_update(skip_locked=True, no_key=True)
    rows = list(locked.order_by("pk")[:STEP])
    forget(rows, at=at)
    return len(rows)


def forget(rows: Sequence[SignUp], *, at: datetime) -> None:
    """Nothing of them names anybody, and no address finds them: their keys are nobody's."""
    keys = [key for row in rows for key in confirm_keys(row)]
    for row in rows:
        row.email = row.name = row.city_name = row.source = ""
        row.email_key = uuid.uuid4().hex
    SignUp.objects.bulk_update(rows, ["email", "name", "city_name", "source", "email_key"])
    erase_deliveries(Delivery.objects.filter(key__in=keys), at=at)
