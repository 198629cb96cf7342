"""Sweeps of the studio."""

from celery import shared_task
from django.utils import timezone

from studio.guests import forget_old_guests
from studio.planning import publish_due


@shared_task(name="studio.publish_planned", ignore_result=True, acks_late=True, time_limit=600)
def publish_planned() -> None:
    """Publish what is due. Safe to repeat: each plan ends in the transaction that publishes it."""
    publish_due(at=timezone.now())


@shared_task(name="studio.forget_guests", ignore_result=True, acks_late=True, time_limit=600)
def forget_guests() -> None:
    """Each night, whose links ended long ago. Safe to repeat: who is forgotten is found no more."""
    forget_old_guests(at=timezone.now())
