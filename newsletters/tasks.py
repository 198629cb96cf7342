"""Entry points of the newsletter. Each looks for its work in the database."""

from celery import shared_task
from django.utils import timezone

from newsletters.planning import start_due_sendings


@shared_task(name="newsletters.start_due_sendings", time_limit=600)
def start_due() -> None:
    """Each half minute, and when somebody plans one for now. Twice at once starts each once."""
    start_due_sendings(at=timezone.now())
