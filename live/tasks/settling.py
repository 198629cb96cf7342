"""What attendance counts for, after the end of a session."""

from celery import shared_task
from django.utils import timezone

from live.actions import settle_due


@shared_task(name="live.settle_sessions", ignore_result=True, acks_late=True, time_limit=600)
def settle_sessions() -> None:
    """Hand down who attended. Safe to repeat: a fact is kept once, and each session is all or
    nothing."""
    settle_due(at=timezone.now())
