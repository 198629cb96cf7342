"""The pump: claims rows, marks each before its content leaves, records what came of it."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from .backoff import MOST_ATTEMPTS, backoff
from .bouncing import record_refusal
from .claiming import LEASE, claim, release
from .judging import judge
from .marking import is_suppressed
from .models import Delivery, DeliveryState
from .outages import note_away, note_back
from .outcome import Fate, Outcome
from .rendering import render_message

logger = logging.getLogger(__name__)

BATCH = 10
MOST_DOUBTS = 3
RELAY_PAUSE = timedelta(seconds=15)


class RelayAway(Exception):
    """The relay cannot be reached or refuses us: no row is to blame."""


def send_deliveries(*, seconds: float, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due for at most `seconds`. Returns how many were handled.

    Safe to run twice and at once: a row belongs to one lease, and every result is written only
    while the lease is still ours. Stops after the current message when `is_stopping()`, or when
    the relay is away; rows that were not marked go back.
    """
    ends_at = time.monotonic() + seconds
    handled, has_answered = 0, False
    relay = get_connection(settings.LMS_DELIVERY_BACKEND)
    try:
        while time.monotonic() < ends_at and not is_stopping():
            lease, rows = claim(count=BATCH, at=timezone.now())
            if not rows:
                break
            try:
                for row in rows:
                    if is_stopping() or time.monotonic() >= ends_at:
                        break
                    has_answered |= _send_row(row, lease, relay)
                    handled += 1
            except RelayAway as away:
                has_answered = False
                note_away(str(away))
                break
            finally:
                release(lease=lease, at=timezone.now())
            let_others_write()
    finally:
        _close(relay)
    if has_answered:
        note_back()
    return handled


def reap(*, at: datetime) -> tuple[int, int]:
    """Settle what vanished workers held. Returns (unsent rows given back, doubtful rows).

    A doubtful message about sign-in or one's own courses is sent again with the same Message-ID,
    three times at most; one of somebody who was erased meanwhile is not. One of a sending is held
    and shown by name. A secret that expired is wiped.
    """
    unsent = Delivery.objects.abandoned(at).update(
        state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at
    )
    doubtful = 0
    lost = Delivery.objects.transactional().in_doubt(at)
    for row in lost.only("pk", "lease", "doubts", "wiped_at"):
        is_given_up = row.doubts >= MOST_DOUBTS or row.wiped_at is not None
        doubtful += Delivery.objects.filter(pk=row.pk, lease=row.lease).update(
            state=DeliveryState.FAILED if is_given_up else DeliveryState.PENDING,
            lease=None,
            lease_expires_at=None,
            next_attempt_at=at,
            doubts=row.doubts + 1,
            last_reply="In doubt: the line or the worker was lost after the content was sent.",
        )
    _wipe_expired(at)
    return unsent, doubtful


def _wipe_expired(at: datetime) -> None:
    waiting = Delivery.objects.filter(
        is_secret=True, wiped_at=None, expires_at__lte=at, lease__isnull=True
    )
    unsent = [DeliveryState.PENDING, DeliveryState.DEFERRED]
    waiting.filter(state__in=unsent).update(state=DeliveryState.SKIPPED, last_reply="Expired")
    waiting.update(**_wiped(at))


def _wiped(at: datetime) -> dict[str, Any]:
    return {"context": {}, "text": "", "html": "", "wiped_at": at}


def _send_row(row: Delivery, lease: uuid.UUID, relay: Any) -> bool:
    """Whether the relay answered. Raises RelayAway where it is away or refuses us."""
    try:
        message = render_message(row, relay)
    except Exception as error:
        logger.exception("Delivery %s cannot be rendered", row.pk)
        _finish(row, lease, DeliveryState.FAILED, reply=f"Cannot be rendered: {error}")
        return False
    try:
        relay.open()
    except Exception as error:
        _close(relay)
        _postpone(row, lease, RELAY_PAUSE, str(error), counts=False)
        raise RelayAway(str(error)) from error
    if not _mark(row, lease):
        return False
    try:
        relay.send_messages([message])
    except Exception as error:
        outcome = judge(error, is_in_doubt=bool(getattr(relay, "is_in_doubt", False)))
        _close(relay)
        _record_failure(row, lease, outcome)
        return outcome.fate is not Fate.IN_DOUBT
    _finish(row, lease, DeliveryState.SENT, reply="Accepted")
    return True


@transaction.atomic
def _mark(row: Delivery, lease: uuid.UUID) -> bool:
    """Commit "in flight" before anything leaves. False if the row must not go (any more)."""
    now = timezone.now()
    if row.has_expired(at=now):
        _finish(row, lease, DeliveryState.SKIPPED, reply="Expired")
        return False
    if is_suppressed(row):
        _finish(row, lease, DeliveryState.SKIPPED, reply="Suppressed")
        return False
    row.attempts += 1
    marked = Delivery.objects.filter(pk=row.pk, lease=lease, state=DeliveryState.LEASED).update(
        state=DeliveryState.IN_FLIGHT, lease_expires_at=now + LEASE, attempts=row.attempts
    )
    return bool(marked)


def _record_failure(row: Delivery, lease: uuid.UUID, outcome: Outcome) -> None:
    if outcome.fate is Fate.IN_DOUBT:
        # Stays in flight: the reaper settles it, once it is sure that nobody else will.
        Delivery.objects.filter(pk=row.pk, lease=lease).update(last_reply=outcome.reply[:500])
    elif outcome.fate is Fate.RELAY:
        _postpone(row, lease, RELAY_PAUSE, outcome.reply, counts=False)
        raise RelayAway(outcome.reply)
    elif outcome.fate is Fate.REFUSED:
        _refuse(row, lease, outcome)
    elif row.attempts >= MOST_ATTEMPTS:
        _finish(row, lease, DeliveryState.FAILED, reply=outcome.reply)
    else:
        _postpone(row, lease, backoff(row.attempts), outcome.reply, counts=True)


@transaction.atomic
def _refuse(row: Delivery, lease: uuid.UUID, outcome: Outcome) -> None:
    if _finish(row, lease, DeliveryState.FAILED, reply=outcome.reply):
        record_refusal(row, outcome, at=timezone.now())


def _postpone(
    row: Delivery, lease: uuid.UUID, pause: timedelta, reply: str, *, counts: bool
) -> None:
    Delivery.objects.filter(pk=row.pk, lease=lease).update(
        state=DeliveryState.DEFERRED,
        lease=None,
        lease_expires_at=None,
        attempts=row.attempts if counts else max(0, row.attempts - 1),
        next_attempt_at=timezone.now() + pause,
        last_reply=reply[:500],
    )


def _finish(row: Delivery, lease: uuid.UUID, state: DeliveryState, *, reply: str) -> bool:
    now = timezone.now()
    changes: dict[str, Any] = {
        "state": state,
        "lease": None,
        "lease_expires_at": None,
        "last_reply": reply[:500],
    }
    if state == DeliveryState.SENT:
        changes["sent_at"] = now
    if row.is_secret:
        changes |= _wiped(now)
    return bool(Delivery.objects.filter(pk=row.pk, lease=lease).update(**changes))


def _close(relay: Any) -> None:
    if hasattr(relay, "abandon") and getattr(relay, "is_in_doubt", False):
        relay.abandon()
        return
    try:
        relay.close()
    except Exception:
        logger.debug("The relay's connection was lost before it was closed.", exc_info=True)


def let_others_write() -> None:
    """SQLite has one writer: without a pause this loop starves every other process."""
    if database.vendor == "sqlite":
        time.sleep(0.01)
