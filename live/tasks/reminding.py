"""Reminders of sessions."""

from celery import shared_task
from django.utils import timezone

from live.reminding import send_session_reminders


@shared_task(name="live.send_reminders", ignore_result=True, acks_late=True, time_limit=600)
def send_reminders() -> None:
    """Queue the reminders that are due. Safe to repeat: each goes once."""
    send_session_reminders(at=timezone.now())
