"""Entry points of the newsletter. Each looks for its work in the database."""

from celery import shared_task
from django.utils import timezone

from newsletters.planning import start_due_sendings

from .forgetting import forget_unconfirmed as go_on_forgetting
from .importing import run_imports as go_on_importing
from .welcoming import send_welcomes as queue_welcomes

IMPORT_SECONDS = 50
FORGET_SECONDS = 50


@shared_task(name="newsletters.start_due_sendings", time_limit=600)
def start_due() -> None:
    """Each half minute, and when somebody plans one for now. Twice at once starts each once."""
    start_due_sendings(at=timezone.now())


@shared_task(name="newsletters.run_imports", time_limit=IMPORT_SECONDS + 60)
def run_imports() -> None:
    """Write what was imported; twice at once is safe, since each chunk locks its import."""
    if go_on_importing(seconds=IMPORT_SECONDS, at=timezone.now()):
        run_imports.delay()


@shared_task(name="newsletters.send_welcomes")
def send_welcomes() -> None:
    """Queue the welcome messages that are due; twice at once is safe, since each has a key."""
    queue_welcomes(at=timezone.now())


@shared_task(name="newsletters.forget_unconfirmed", time_limit=FORGET_SECONDS + 60)
def forget_unconfirmed() -> None:
    """Each night; twice at once is safe, since each step locks the readers that it forgets."""
    if go_on_forgetting(at=timezone.now(), seconds=FORGET_SECONDS):
        forget_unconfirmed.delay()
