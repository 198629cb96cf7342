"""Workers killed while mail flows, the broker flushed, the relay away: nothing is lost."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from mail.actions import queue_delivery
from mail.message_ids import message_id
from mail.models import Delivery, DeliveryState
from mail.sending import reap
from tests.servers.processes import start_worker
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


def queue(count: int) -> None:
    for number in range(count):
        queue_delivery(
            key=f"fault:{number}",
            template="",
            language="en",
            to_email=f"reader{number}@example.org",
        )


def leases_run_out() -> None:
    """As three minutes later."""
    Delivery.objects.filter(lease__isnull=False).update(
        lease_expires_at=timezone.now() - timedelta(seconds=1)
    )
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def ids(messages) -> list[str]:
    return [str(message["Message-ID"]) for message in messages]


def test_a_killed_worker_loses_nothing_and_doubles_only_what_was_in_doubt(
    process_env, smtp_server, tmp_path, capsys
):
    total = 60
    worker = start_worker(process_env, tmp_path / "worker.log")
    queue(total)
    wait_until(lambda: len(smtp_server.messages) >= 15, 30)
    worker.kill()
    sent = Delivery.objects.filter(state=DeliveryState.SENT).count()
    doubtful = set(map(message_id, Delivery.objects.filter(state=DeliveryState.IN_FLIGHT)))
    with capsys.disabled():
        print(f"\n  killed after {sent} of {total} sent, {len(doubtful)} in doubt")

    leases_run_out()
    reap(at=timezone.now())
    worker = start_worker(process_env, tmp_path / "second.log")
    queue_delivery(key="bell", template="", language="en", to_email="bell@example.org")
    wait_until(lambda: not Delivery.objects.exclude(state=DeliveryState.SENT).exists(), 30)
    worker.stop()

    arrived = ids(smtp_server.messages)
    assert len(set(arrived)) == total + 1
    assert {each for each in arrived if arrived.count(each) > 1} <= doubtful


def test_a_worker_that_is_asked_to_stop_leaves_nothing_in_doubt(process_env, smtp_server, tmp_path):
    worker = start_worker(process_env, tmp_path / "worker.log")
    queue(60)
    wait_until(lambda: len(smtp_server.messages) >= 5, 30)

    worker.stop()

    states = set(Delivery.objects.values_list("state", flat=True))
    assert states <= {DeliveryState.SENT, DeliveryState.PENDING}
    sent = Delivery.objects.filter(state=DeliveryState.SENT).count()
    assert sent == len(smtp_server.messages) == len(set(ids(smtp_server.messages)))


def test_flushing_the_broker_loses_nothing(process_env, redis_server, smtp_server, tmp_path):
    queue(5)
    redis_server.flush()
    worker = start_worker(process_env, tmp_path / "worker.log")
    from lms.celery import app

    app.send_task("mail.reap_leases")
    wait_until(lambda: len(smtp_server.messages) == 5, 30)
    worker.stop()


def test_two_pumps_at_once_send_each_message_once(process_env, smtp_server, tmp_path):
    workers = [start_worker(process_env, tmp_path / f"{n}.log") for n in range(2)]
    from lms.celery import app

    queue(40)
    for _ in range(4):
        app.send_task("mail.send_deliveries")
    wait_until(lambda: Delivery.objects.filter(state=DeliveryState.SENT).count() == 40, 40)
    for worker in workers:
        worker.stop()

    assert sorted(ids(smtp_server.messages)) == sorted(map(message_id, Delivery.objects.all()))


def test_a_relay_that_was_away_gets_everything_when_it_is_back(process_env, smtp_server, tmp_path):
    smtp_server.stop()
    worker = start_worker(process_env, tmp_path / "worker.log")
    queue(10)
    wait_until(lambda: Delivery.objects.filter(state=DeliveryState.DEFERRED).exists(), 30)
    smtp_server.start()
    from lms.celery import app

    def sent_after_the_next_beat():
        deferred = Delivery.objects.filter(state=DeliveryState.DEFERRED)
        deferred.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        app.send_task("mail.reap_leases")
        time.sleep(1)
        return Delivery.objects.filter(state=DeliveryState.SENT).count() == 10

    wait_until(sent_after_the_next_beat, 60)
    worker.stop()

    assert len(ids(smtp_server.messages)) == 10
