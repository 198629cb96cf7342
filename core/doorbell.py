"""wake(): ring for a task that looks for its work in the database."""

from __future__ import annotations

import functools
import logging
import time

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

SILENCE_SECONDS = 30.0
_silent_until = 0.0


def _ring(task_name: str) -> None:
    """Send the message, or give up at once: the sweep finds the work within a minute.

    After a failure nobody rings for 30 s, so that a broker that accepts and never answers costs
    one request a quarter of a second, not every request.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task_name, retry=False, ignore_result=True)
    except Exception as error:
        _silent_until = time.monotonic() + SILENCE_SECONDS
        logger.warning("The broker did not take %s (%s); the sweep will.", task_name, error)


def wake(task_name: str) -> None:
    """Ring `task_name` once the transaction commits. Never raises, never waits for a broker."""
    transaction.on_commit(functools.partial(_ring, task_name))
