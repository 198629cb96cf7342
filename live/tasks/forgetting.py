"""What is kept only for some days: rows of reports, sign-ups that nobody confirmed."""

from celery import shared_task
from django.utils import timezone

from live.actions import forget_reports as wipe


@shared_task(name="live.forget_reports", ignore_result=True, acks_late=True, time_limit=600)
def forget_reports() -> None:
    """Wipe the lines of old reports. Safe to repeat: what is wiped stays so."""
    wipe(at=timezone.now())
