"""Sessions follow a country that changes its clock."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from core.doorbell import wake
from live import clocks


@shared_task(name="live.follow_clocks", ignore_result=True, acks_late=True, time_limit=600)
def follow_clocks() -> None:
    """Safe to repeat: a session that is at its hour stays."""
    clocks.follow_clocks(at=timezone.now())


@worker_ready.connect
def follow_at_start(**kwargs: Any) -> None:
    """A worker that starts may know new clocks: they come with a release."""
    wake(follow_clocks.name)
