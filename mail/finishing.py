"""When a sending is over, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from .models import (
    HELD_STATES,
    WAITING_STATES,
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
)


def finish_if_done(sending: Sending, *, at: datetime) -> bool:
    """Close a running sending in which nothing waits and no worker holds a row.

    What is in doubt does not keep it open: it is shown by name until somebody settles it.
    """
    busy = Delivery.objects.filter(sending=OuterRef("pk")).filter(
        Q(state__in=WAITING_STATES)
        | Q(state__in=HELD_STATES, lease_expires_at__gte=at)
        | Q(state=DeliveryState.LEASED)
    )
    over = Sending.objects.running().filter(~Exists(busy), pk=sending.pk)
    return bool(over.update(state=SendingState.DONE, finished_at=at))


def skip_cancelled(sending: Sending | None = None) -> int:
    """Close what waits of cancelled sendings, or of this one. Returns how many rows."""
    rows = Delivery.objects.filter(sending__state=SendingState.CANCELLED, state__in=WAITING_STATES)
    if sending is not None:
        rows = rows.filter(sending=sending)
    return rows.update(state=DeliveryState.SKIPPED, last_reply="Cancelled")


def reopen_unfinished() -> int:
    """A row that was given back late waits in a sending that was closed. Returns how many."""
    waiting = Delivery.objects.filter(sending=OuterRef("pk"), state__in=WAITING_STATES)
    closed = Sending.objects.filter(Exists(waiting), state=SendingState.DONE)
    return closed.update(state=SendingState.RUNNING, finished_at=None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a sending's readers stand where. Together they are all of them."""

    waiting: int = 0
    deferred: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    in_doubt: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.deferred + self.sent + self.failed + self.skipped + self.in_doubt

    @property
    def settled(self) -> int:
        """Those about whom nothing more will happen by itself."""
        return self.total - self.waiting - self.deferred

    @property
    def percent(self) -> int:
        """Rounded down: 100 only where nobody waits."""
        return self.settled * 100 // self.total if self.total else 100


def read_tally(sending: Sending, *, at: datetime) -> Tally:
    """Two queries, each answered from an index."""
    return read_tallies([sending], at=at)[sending.pk]


def read_tallies(sendings: Iterable[Sending], *, at: datetime) -> dict[int, Tally]:
    """The tally of each by its key. Two queries for all of them."""
    rows = Delivery.objects.filter(sending__in=sendings)
    counts: dict[int, dict[str, int]] = {sending.pk: {} for sending in sendings}
    by_state = rows.values_list("sending", "state").annotate(number=Count("pk")).order_by()
    for key, state, number in by_state:
        counts[key][state] = number
    held = rows.in_doubt(at).values_list("sending").annotate(number=Count("pk")).order_by()
    doubtful = dict(held)
    return {key: _tally(of, doubtful.get(key, 0)) for key, of in counts.items()}


def _tally(counts: dict[str, int], doubtful: int) -> Tally:
    held = sum(counts.get(state, 0) for state in HELD_STATES) - doubtful
    return Tally(
        waiting=counts.get(DeliveryState.PENDING, 0) + held,
        deferred=counts.get(DeliveryState.DEFERRED, 0),
        sent=counts.get(DeliveryState.SENT, 0),
        failed=counts.get(DeliveryState.FAILED, 0),
        skipped=counts.get(DeliveryState.SKIPPED, 0),
        in_doubt=doubtful,
    )
