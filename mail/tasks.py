"""Entry points of the ledger. Each looks for its work in the database."""

import multiprocessing
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from .bulk import send_bulk
from .finishing import finish_if_done, reopen_unfinished, skip_cancelled
from .models import Delivery, Sending
from .sending import reap, send_deliveries

PUMP_SECONDS = 60
# Made before the pool forks, so that its children see the main process set it.
_stopping = multiprocessing.Event()


@worker_shutting_down.connect
def _finish_the_current_message(**kwargs: Any) -> None:
    _stopping.set()


@shared_task(name="mail.send_deliveries", time_limit=PUMP_SECONDS + 60)
def send_due_deliveries() -> None:
    """Send what is due; twice at once is safe, since each row belongs to one lease.

    Rings again while it gets anywhere. Where the relay is away it does not: the sweep comes in a
    minute, and a loop would knock at the relay's door without pause.
    """
    handled = send_deliveries(seconds=PUMP_SECONDS, is_stopping=_stopping.is_set)
    if handled and not _stopping.is_set() and Delivery.objects.due(timezone.now()).exists():
        send_due_deliveries.delay()


@shared_task(name="mail.send_sendings", time_limit=PUMP_SECONDS + 60)
def send_running_sendings() -> None:
    """Send what running sendings hold; as often at once as there are pumps.

    Rings again while it gets anywhere and a sending runs.
    """
    handled = send_bulk(seconds=PUMP_SECONDS, is_stopping=_stopping.is_set)
    if handled and not _stopping.is_set() and Sending.objects.running().exists():
        send_running_sendings.delay()


@shared_task(name="mail.reap_leases")
def reap_leases() -> None:
    """Each minute: give back what vanished workers held, and send what a lost doorbell left."""
    now = timezone.now()
    reap(at=now)
    skip_cancelled()
    reopen_unfinished()
    if not Delivery.objects.held_by_pumps(now).exists():
        for sending in Sending.objects.running():
            if not finish_if_done(sending, at=now):
                send_running_sendings.delay()
    send_due_deliveries()
