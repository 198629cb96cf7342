"""What tests ask of the ledger's rows."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mail.models import Delivery, Sending


def states(sending: Sending) -> list[str]:
    return sorted(sending.deliveries.values_list("state", flat=True))


def make_due() -> None:
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
