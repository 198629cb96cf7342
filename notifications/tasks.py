"""Sweeps of `notifications`."""

from celery import shared_task
from django.utils import timezone

from notifications.actions import forget_old as forget
from notifications.digests import send_digests as queue_digests


@shared_task(name="notifications.send_digests", ignore_result=True, acks_late=True, time_limit=600)
def send_digests() -> None:
    """Queue the digests of the morning. Safe to repeat: what stood in one is marked with it."""
    queue_digests(at=timezone.now())


@shared_task(name="notifications.forget_old", ignore_result=True, acks_late=True)
def forget_old() -> None:
    """Delete notices of half a year ago. Safe to repeat."""
    forget(at=timezone.now())
