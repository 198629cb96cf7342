"""Before and after a batch leaves: the mark that is committed first, and what came of each row."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from .backoff import MOST_ATTEMPTS, backoff
from .bouncing import record_refusal
from .claiming import LEASE
from .models import Delivery, DeliveryState, Sending, Suppression
from .outcome import Fate, Outcome
from .taking import Accepted, take, write_accepted
from .throttle import LONGEST_TURN

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
PATIENCE = LEASE - timedelta(seconds=30)  # results are written while the lease is still ours


@dataclass
class Batch:
    """Marked rows and what became of each: None is "accepted"; one without an outcome never left.

    `turns`: those whom a throttle lets go so many seconds later. `give_back_after`: where the relay
    is away, when the rest may be tried again.
    """

    lease: UUID
    marked: list[Delivery]
    outcomes: dict[int, Outcome | None] = field(default_factory=dict)
    turns: dict[int, float] = field(default_factory=dict)
    give_back_after: timedelta = timedelta(0)
    marked_at: float = field(default_factory=time.monotonic)

    @property
    def accepted(self) -> Accepted:
        pks = [pk for pk, outcome in self.outcomes.items() if outcome is None]
        return Accepted(self.lease, pks)

    @property
    def is_accepted(self) -> bool:
        """Whether the relay took every one."""
        return bool(self.marked) and len(self.accepted.pks) == len(self.marked)


def next_batch(sending: Sending, *, count: int, before: Batch | None = None) -> Batch:
    """Record what became of the batch before, and mark the next.

    Committed before anything of it leaves: call it outside of a transaction. None is marked unless
    the sending runs at this moment; whoever left a list, however lately, is skipped. One query,
    where the relay took all of the batch before.
    """
    since = before.marked_at if before is not None else time.monotonic()
    return _persist(lambda: _next_batch(sending, count, before), since)


def _next_batch(sending: Sending, count: int, before: Batch | None) -> Batch:
    accepted = before.accepted if before is not None and before.is_accepted else None
    if before is not None and accepted is None:
        _record(before)
    lease, rows = take(sending_id=sending.pk, count=count, at=timezone.now(), accepted=accepted)
    if not rows:
        return Batch(lease, [])
    # A worker that dies here leaves them in doubt. Nothing has left, and nothing will.
    stopped = {each.row.pk for each in rows if _is_stopped(each.row, each.suppressed)}
    if stopped:
        _update(
            list(stopped),
            lease,
            state=DeliveryState.SKIPPED,
            attempts=F("attempts") - 1,
            last_reply="Suppressed",
        )
    return Batch(lease, [each.row for each in rows if each.row.pk not in stopped])


def _is_stopped(row: Delivery, suppressed: Set[str]) -> bool:
    scopes = set(row.scopes.split())
    return Suppression.ALL in suppressed or (bool(scopes) and scopes <= suppressed)


def is_suppressed(row: Delivery) -> bool:
    """Whether all mail to this address is stopped, or each list through which this one goes."""
    found = Suppression.objects.in_force().filter(email_key=row.email_key)
    return _is_stopped(row, set(found.values_list("scope", flat=True)))


def record(batch: Batch) -> None:
    """Write what became of each marked row, while the lease is ours.

    A database that is away for a while is asked again until then: what is not written by then is
    in doubt. A row in doubt stays as it is.
    """
    _persist(lambda: _record(batch), batch.marked_at)


def _persist(write: Callable[[], Result], since: float) -> Result:
    """`since`: when the lease began (monotonic)."""
    deadline = since + PATIENCE.total_seconds()
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > deadline:
                raise
            logger.warning("The database is asked again: %s", error)
            connection.close()
            time.sleep(0.5)


@transaction.atomic
def _record(batch: Batch) -> None:
    now = timezone.now()
    if batch.accepted.pks:
        write_accepted(batch.accepted, at=now)
    for pk, seconds in batch.turns.items():
        _update(
            [pk],
            batch.lease,
            state=DeliveryState.PENDING,
            attempts=F("attempts") - 1,
            next_attempt_at=now + timedelta(seconds=seconds),
            has_turn=seconds < LONGEST_TURN,
        )
    known = {*batch.outcomes, *batch.turns}
    unsent = [row for row in batch.marked if row.pk not in known]
    for row in batch.marked:
        outcome = batch.outcomes.get(row.pk)
        if outcome is not None and outcome.fate is Fate.RELAY:
            unsent.append(row)
        elif outcome is not None:
            _record_failure(row, batch.lease, outcome, now)
    if unsent:
        _update(
            [row.pk for row in unsent],
            batch.lease,
            state=DeliveryState.PENDING,
            attempts=F("attempts") - 1,
            next_attempt_at=now + batch.give_back_after,
        )


def _record_failure(row: Delivery, lease: UUID, outcome: Outcome, now: datetime) -> None:
    if Delivery.objects.filter(pk=row.pk, wiped_at__isnull=False).exists():
        # Erased meanwhile: servers like to repeat the address in what they answer.
        outcome = replace(outcome, reply="")
    reply = outcome.reply[:500]
    if outcome.fate is Fate.IN_DOUBT:
        # Held, and shown by name: only a person, or a report that comes back, settles it.
        Delivery.objects.filter(pk=row.pk, lease=lease).update(last_reply=reply)
    elif outcome.fate is Fate.DEFERRED and row.attempts < MOST_ATTEMPTS:
        _update(
            [row.pk],
            lease,
            state=DeliveryState.DEFERRED,
            next_attempt_at=now + backoff(row.attempts),
            last_reply=reply,
        )
    elif _update([row.pk], lease, state=DeliveryState.FAILED, last_reply=reply):
        record_refusal(row, outcome, at=now)


def _update(pks: list[int], lease: UUID, **changes: object) -> int:
    rows = Delivery.objects.filter(pk__in=pks, lease=lease)
    return rows.update(lease=None, lease_expires_at=None, **changes)
