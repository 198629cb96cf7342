"""What a sending owes after its workers were killed: nobody lost, nobody doubled, doubts few."""

import time
from datetime import timedelta

from django.utils import timezone

from lms.celery import app
from mail.finishing import read_tally
from mail.message_ids import message_id
from mail.models import Delivery, DeliveryState, SendingState
from mail.sending import BATCH, reap
from tests.servers.processes import start_worker
from tests.waiting import wait_until

WORKERS = 2


def leases_run_out() -> None:
    """As three minutes later."""
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(lease__isnull=False).update(lease_expires_at=past)
    Delivery.objects.filter(state="PENDING").update(next_attempt_at=past)


def ids(messages) -> list[str]:
    return [str(message["Message-ID"]) for message in messages]


def take_time(stage, envelope) -> None:
    """A relay like one far away, so that a kill meets mail that flows."""
    if stage == "DATA":
        time.sleep(0.004)


def is_over(sending) -> bool:
    sending.refresh_from_db()
    return sending.state == SendingState.DONE


def finish(sending, process_env, log) -> None:
    """What beat and a new worker do in the minutes after the last kill."""
    leases_run_out()
    reap(at=timezone.now())
    worker = start_worker(process_env, log)

    def rings_until_over() -> bool:
        app.send_task("mail.reap_leases")
        return is_over(sending)

    wait_until(rings_until_over, 120)
    worker.stop()


def check_the_account(sending, messages, kills: int) -> int:
    """Nobody lost, nobody doubled, doubts named and few. Returns how many are in doubt."""
    arrived = ids(messages)
    rows = sending.deliveries
    doubtful = list(rows.in_doubt(timezone.now()))
    sent = set(map(message_id, rows.filter(state=DeliveryState.SENT)))
    assert len(arrived) == len(set(arrived))
    assert sent <= set(arrived)
    assert set(arrived) - sent <= set(map(message_id, doubtful))
    assert rows.filter(state=DeliveryState.SENT).count() + len(doubtful) == rows.count()
    assert len(doubtful) <= kills * WORKERS * BATCH
    assert read_tally(sending, at=timezone.now()).in_doubt == len(doubtful)
    return len(doubtful)
