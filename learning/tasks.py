"""Sweeps of `learning`."""

from celery import shared_task
from django.utils import timezone

from learning.refreshing import refresh_stale


@shared_task(name="learning.refresh_percentages", ignore_result=True, acks_late=True)
def refresh_percentages() -> None:
    """Bring percentages up to date with changed courses. Safe to repeat: each is computed anew."""
    refresh_stale(at=timezone.now())
