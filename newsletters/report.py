"""What became of a sending: numbers, reasons, clicks, and each reader by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from mail.finishing import Tally, read_tally
from mail.models import (
    HELD_STATES,
    Bounce,
    BounceKind,
    Delivery,
    DeliveryState,
    Sending,
)
from newsletters.models import IssueSending, Link


class Fate(models.TextChoices):
    """What an editor calls the state of one reader's message."""

    SENT = "sent", _("Accepted by the mail server")
    RETURNED = "returned", _("Came back later")
    WAITING = "waiting", _("Waiting")
    DEFERRED = "deferred", _("Put off by the mail server")
    FAILED = "failed", _("Refused")
    SKIPPED = "skipped", _("Left out: they had left, or get no mail")
    IN_DOUBT = "in_doubt", _("In doubt")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why messages did not arrive, with how many."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    tally: Tally
    returned: int
    complained: int
    left: int
    reasons: tuple[Reason, ...]
    languages: tuple[tuple[str, int], ...]
    links: tuple[Link, ...]

    @property
    def clicks(self) -> int:
        return sum(link.click_count for link in self.links)

    @property
    def complaint_percent(self) -> float:
        """Of what was accepted: large providers ask for less than 0.3."""
        return round(self.complained * 100 / self.tally.sent, 2) if self.tally.sent else 0.0


def read_report(planned: IssueSending, *, at: datetime) -> Report:
    """Six queries, whatever the number of readers."""
    sending = planned.sending
    bounces = Bounce.objects.filter(delivery__sending=sending)
    kinds = dict(bounces.values_list("kind").annotate(n=Count("pk")).order_by())
    labels = dict(BounceKind.choices)
    reasons = [
        Reason(str(labels[kind]), count)
        for kind, count in sorted(kinds.items(), key=lambda pair: -pair[1])
        if kind != BounceKind.COMPLAINT
    ]
    rows = sending.deliveries.values_list("language").annotate(n=Count("pk"))
    returned = bounces.filter(delivery__state=DeliveryState.SENT).exclude(kind=BounceKind.COMPLAINT)
    return Report(
        tally=read_tally(sending, at=at),
        returned=returned.values("delivery").distinct().count(),
        complained=kinds.get(BounceKind.COMPLAINT, 0),
        left=planned.left_count,
        reasons=tuple(reasons),
        languages=tuple(rows.order_by("-n", "language")),
        links=tuple(planned.links.order_by("-click_count", "url")),
    )


def rows_by_fate(sending: Sending, fate: str, *, at: datetime) -> models.QuerySet[Delivery]:
    """The sending's rows of this fate, or all of them, in the order of names."""
    rows = sending.deliveries.all()
    doubtful = Q(state=DeliveryState.IN_FLIGHT, lease_expires_at__lt=at)
    returned = Q(pk__in=Bounce.objects.filter(delivery__sending=sending).values("delivery"))
    tests = {
        Fate.SENT: Q(state=DeliveryState.SENT),
        Fate.RETURNED: Q(state=DeliveryState.SENT) & returned,
        Fate.WAITING: Q(state=DeliveryState.PENDING) | (Q(state__in=HELD_STATES) & ~doubtful),
        Fate.DEFERRED: Q(state=DeliveryState.DEFERRED),
        Fate.FAILED: Q(state=DeliveryState.FAILED),
        Fate.SKIPPED: Q(state=DeliveryState.SKIPPED),
        Fate.IN_DOUBT: doubtful,
    }
    found = tests.get(fate)  # type: ignore[call-overload]
    return (rows.filter(found) if found is not None else rows).order_by("to_name", "pk")


@dataclass(frozen=True, slots=True)
class ReaderRow:
    pk: int
    name: str
    email: str
    language: str
    fate: str
    fate_label: str
    when: datetime | None
    reply: str


_FATES = {
    DeliveryState.SENT: Fate.SENT,
    DeliveryState.PENDING: Fate.WAITING,
    DeliveryState.LEASED: Fate.WAITING,
    DeliveryState.IN_FLIGHT: Fate.WAITING,
    DeliveryState.DEFERRED: Fate.DEFERRED,
    DeliveryState.FAILED: Fate.FAILED,
    DeliveryState.SKIPPED: Fate.SKIPPED,
}


def delivery_rows(rows: Iterable[Delivery], *, at: datetime) -> Iterator[ReaderRow]:
    """Each row as an editor reads it. No query."""
    for row in rows:
        fate: Any = Fate.IN_DOUBT if row.is_in_doubt(at=at) else _FATES[DeliveryState(row.state)]
        yield ReaderRow(
            pk=row.pk,
            name=row.to_name,
            email=row.to_email,
            language=row.language,
            fate=fate.value,
            fate_label=str(fate.label),
            when=row.sent_at or (row.next_attempt_at if fate is Fate.DEFERRED else None),
            reply="" if fate is Fate.SENT else row.last_reply,
        )
