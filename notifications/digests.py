"""What came for somebody since yesterday, in one mail in the morning where they are."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import available_timezones

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from core.moments import zone_of
from mail.queueing import queue_many
from notifications.kinds import kinds
from notifications.letters import digest_letter
from notifications.models import Choice, Notice, Way
from notifications.models import NoticeQuerySet as Notices
from notifications.wishes import choosable
from users.models import User

HOUR: Final = 8
"""From then on, for an hour of their own clock."""
DAY: Final = timedelta(hours=20)
"""Nobody gets two within this time, also where they travel."""
STALE: Final = timedelta(days=7)
"""What nobody could send for so long stands on the site alone."""
CHUNK = 500  # people whose digests are written in one transaction
PAUSE_SECONDS = 0.01  # on SQLite, so that others write between two chunks


def send_digests(*, at: datetime) -> int:
    """Queue the digests that are due. Returns how many. Safe twice, and twice at once.

    A mail and the mark on what stands in it are one transaction, so a worker that is killed
    loses neither. Five queries for CHUNK people.
    """
    sent, last = 0, 0
    due = _waiting(at).filter(_is_morning(at)).exclude(Exists(_recent(at)))
    readers = due.order_by("user").values_list("user", flat=True).distinct()
    while ids := list(readers.filter(user__gt=last)[:CHUNK]):
        last = ids[-1]
        sent += _send(ids, at)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return sent


def _waiting(at: datetime) -> Notices:
    """Neither seen nor mailed, of kinds that their reader wants in the digest."""
    own = Choice.objects.filter(user=OuterRef("user"), kind=OuterRef("kind"))
    by_itself = [kind.code for kind in choosable() if kind.default == Way.DIGEST]
    by_choice = [kind.code for kind in choosable() if Way.DIGEST in kind.ways]
    # A choice that the kind has no more counts as none.
    in_force = Q()
    for kind in kinds():
        in_force |= Q(kind=kind.code, way__in=kind.ways)
    chosen = own.filter(in_force)
    wants = Q(kind__in=by_itself) & ~Q(Exists(chosen))
    wants |= Q(kind__in=by_choice) & Q(Exists(own.filter(way=Way.DIGEST)))
    rows = Notice.objects.unseen().filter(mailed_at=None, digest_at=None, at__gt=at - STALE)
    return rows.filter(wants, user__is_active=True)


def _recent(at: datetime) -> Notices:
    return Notice.objects.filter(user=OuterRef("user"), digest_at__gt=at - DAY)


def _is_morning(at: datetime) -> Q:
    """Whether the clock of the reader shows HOUR; one whose zone is unknown lives by UTC."""
    zones = available_timezones()
    mornings = [zone for zone in sorted(zones) if at.astimezone(zone_of(zone)).hour == HOUR]
    where = Q(user__time_zone__in=mornings)
    if "UTC" in mornings:
        where |= ~Q(user__time_zone__in=sorted(zones))
    return where


@transaction.atomic
def _send(ids: Iterable[int], at: datetime) -> int:
    """Under a lock on the readers: another worker may be at it, or somebody is being erased."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=list(ids), erased_at=None)
    readers = {reader.pk: reader for reader in rows.order_by("pk")}
    waiting = _waiting(at).filter(user__in=readers).exclude(Exists(_recent(at)))
    notices = list(waiting.order_by("user", "-at", "-pk"))
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digest_at=at)
    letters = [
        digest_letter(readers[user], list(theirs))
        for user, theirs in groupby(notices, key=lambda notice: notice.user_id)
    ]
    queue_many(letters)
    return len(letters)
