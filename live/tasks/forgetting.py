"""What is kept only for some days: rows of reports, sign-ups that nobody confirmed."""

from celery import shared_task
from django.utils import timezone

from live.actions import forget_reports as wipe
from live.webinars.forgetting import forget_unconfirmed

SECONDS = 50


@shared_task(name="live.forget_reports", ignore_result=True, acks_late=True, time_limit=600)
def forget_reports() -> None:
    """Wipe the lines of old reports. Safe to repeat: what is wiped stays so."""
    wipe(at=timezone.now())


@shared_task(name="live.forget_sign_ups", ignore_result=True, time_limit=SECONDS + 60)
def forget_sign_ups() -> None:
    """Each night; twice at once is safe, since each step locks the rows that it forgets."""
    if forget_unconfirmed(at=timezone.now(), seconds=SECONDS):
        forget_sign_ups.delay()
