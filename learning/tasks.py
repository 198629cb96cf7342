"""Sweeps of `learning`."""

from celery import shared_task
from django.utils import timezone

from learning.actions import move_up_all
from learning.refreshing import refresh_stale


@shared_task(name="learning.refresh_percentages", ignore_result=True, acks_late=True)
def refresh_percentages() -> None:
    """Bring percentages up to date with changed courses. Safe to repeat: each is computed anew."""
    refresh_stale(at=timezone.now())


@shared_task(name="learning.move_up_waiting", ignore_result=True, acks_late=True)
def move_up_waiting() -> None:
    """Offer free seats to who waits first. Safe to repeat: a seat offered is no longer free."""
    move_up_all(at=timezone.now())
