"""wake(): ring for a task that looks for its work in the database."""

import functools
import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def _ring(task_name: str) -> None:
    try:
        current_app.send_task(task_name, retry=False)
    except Exception:
        logger.warning("The broker did not take %s; the sweep will find the work.", task_name)


def wake(task_name: str) -> None:
    """Ring `task_name` once the transaction commits. Never raises, never waits for a broker."""
    transaction.on_commit(functools.partial(_ring, task_name))
