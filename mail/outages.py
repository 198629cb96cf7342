"""Note that the mail server is away, and that it is back: so that somebody learns of it.

A note never costs a message: where it cannot be written, sending goes on as if there were none.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Outage

logger = logging.getLogger(__name__)
SELDOM = timedelta(seconds=5)  # several workers try, each several times a second


def note_away(reason: str) -> None:
    """No message is to blame: the server cannot be reached, or takes nothing of ours now."""
    now = timezone.now()
    try:
        outage = read_outage()
        if outage is None:
            row = Outage(server=_server(), began_at=now, seen_at=now, reason=reason[:500])
            Outage.objects.bulk_create([row], ignore_conflicts=True)
        elif now - outage.seen_at > SELDOM:
            Outage.objects.filter(pk=outage.pk).update(seen_at=now, reason=reason[:500])
    except DatabaseError:
        logger.warning("The mail server is away, and that could not be noted.", exc_info=True)


def note_back() -> None:
    """It answered. One query."""
    try:
        Outage.objects.open().update(ended_at=timezone.now())
    except DatabaseError:
        logger.warning("The mail server is back, and that could not be noted.", exc_info=True)


def read_outage() -> Outage | None:
    """The one that lasts, if any. One query."""
    return Outage.objects.open().filter(server=_server()).first()


def say_outage(outage: Outage) -> str:
    """Since when, and what somebody can do."""
    return _(
        "The mail server cannot be reached, or takes nothing of ours, since %(since)s; last tried "
        "on %(tried)s. Nothing is lost: it is tried again each minute and goes on by itself. If "
        "it lasts, ask whoever runs the mail server. The answer was: “%(reason)s”"
    ) % {
        "since": date_format(timezone.localtime(outage.began_at), "DATETIME_FORMAT"),
        "tried": date_format(timezone.localtime(outage.seen_at), "DATETIME_FORMAT"),
        "reason": outage.reason,
    }


def _server() -> str:
    return settings.LMS_MAIL_PROVIDER or f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
