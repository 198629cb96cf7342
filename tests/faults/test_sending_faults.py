"""Workers killed while a newsletter flows, brokers flushed, relays that misbehave: every reader is
accounted for, and nobody whom the server's log names gets it twice.
"""

import random
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from lms.celery import app
from mail.bulk import send_bulk
from mail.finishing import read_tally
from mail.marking import next_batch, record
from mail.message_ids import message_id
from mail.models import DeliveryState
from mail.sending import reap
from mail.sendings import start_sending
from tests.factories.newsletters import (
    WORDS,
    make_readers,
    make_running_sending,
    make_sending,
    recipients,
)
from tests.servers.processes import start_beat, start_worker
from tests.waiting import wait_until

from .accounts import WORKERS, check_the_account, finish, ids, is_over, leases_run_out, take_time

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


@pytest.mark.parametrize(
    ("kills", "readers"), [(5, 1500), pytest.param(50, 8000, marks=pytest.mark.long)]
)
def test_killed_again_and_again_everybody_is_accounted_for(
    kills, readers, process_env, smtp_server, tmp_path, capsys
):
    smtp_server.answer = take_time
    dice = random.Random(kills)
    sending = make_running_sending(readers)
    sent_by_then = []
    for kill in range(kills):
        worker = start_worker(process_env, tmp_path / f"{kill}.log", concurrency=WORKERS)
        before = len(smtp_server.messages)
        for _ in range(WORKERS):
            app.send_task("mail.send_sendings")
        wait_until(lambda before=before: len(smtp_server.messages) > before, 30)
        time.sleep(dice.uniform(0, 0.6))
        worker.kill()
        time.sleep(0.05)
        sent_by_then.append(len(smtp_server.messages))
        leases_run_out()
        reap(at=timezone.now())

    assert not is_over(sending), "Too few readers: the last kills met nothing."
    finish(sending, process_env, tmp_path / "last.log")

    in_doubt = check_the_account(sending, smtp_server.messages, kills)
    with capsys.disabled():
        print(f"\n  killed {WORKERS} workers {kills} times, sent by then: {sent_by_then}")
        print(f"  of {readers} readers {in_doubt} are in doubt, nobody lost, nobody doubled")


def test_asked_to_stop_in_the_middle_nothing_is_in_doubt(process_env, smtp_server, tmp_path):
    smtp_server.answer = take_time
    sending = make_running_sending(1000)
    worker = start_worker(process_env, tmp_path / "worker.log")
    app.send_task("mail.send_sendings")
    wait_until(lambda: len(smtp_server.messages) > 20, 30)

    worker.stop()

    states = set(sending.deliveries.values_list("state", flat=True))
    assert states == {DeliveryState.SENT, DeliveryState.PENDING}
    sent = sending.deliveries.filter(state=DeliveryState.SENT)
    assert sorted(ids(smtp_server.messages)) == sorted(map(message_id, sent))


def test_two_beats_and_a_flushed_broker_send_each_message_once(
    process_env, redis_server, smtp_server, tmp_path
):
    smtp_server.answer = take_time
    workers = [start_worker(process_env, tmp_path / f"{n}.log") for n in range(2)]
    beats = [start_beat(process_env, tmp_path / f"beat-{n}.log") for n in range(2)]
    sending = make_running_sending(600)
    wait_until(lambda: len(smtp_server.messages) > 50, 30)
    redis_server.flush()
    for _ in range(3):
        app.send_task("mail.send_sendings")

    wait_until(lambda: is_over(sending), 60)
    for process in (*workers, *beats):
        process.stop()

    assert sorted(ids(smtp_server.messages)) == sorted(map(message_id, sending.deliveries.all()))


def test_a_relay_that_closes_before_the_final_dot_and_after_it(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    smtp_server.keeps_before_dropping = True
    counter = {"number": 0}

    def drop_every_fifth(stage, envelope):
        counter["number"] += stage == "DATA"
        if stage == "DATA" and counter["number"] % 5 == 0:
            raise ConnectionAbortedError
        return None

    smtp_server.answer = drop_every_fifth
    sending = make_running_sending(40)
    send_bulk(seconds=30)
    leases_run_out()

    doubtful = set(map(message_id, sending.deliveries.in_doubt(timezone.now())))
    arrived = ids(smtp_server.messages)
    assert len(doubtful) == 8
    assert len(arrived) == len(set(arrived)) == 40


def test_a_relay_that_stalls_leaves_one_in_doubt(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.EMAIL_TIMEOUT = 1
    release = threading.Event()
    smtp_server.answer = lambda stage, envelope: (
        release.wait(5) and None if stage == "DATA" else None
    )
    sending = make_running_sending(1)

    send_bulk(seconds=2)
    release.set()
    leases_run_out()

    assert read_tally(sending, at=timezone.now()).in_doubt == 1


def test_a_clock_that_jumps_ahead_gives_nobody_a_second_copy(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    sending = make_running_sending(4)
    batch = next_batch(sending, count=2)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        reap(at=timezone.now())
        send_bulk(seconds=5)

    batch.outcomes = dict.fromkeys([row.pk for row in batch.marked])
    record(batch)

    assert set(sending.deliveries.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert len(smtp_server.messages) == 2


def test_started_from_two_tabs_at_once_it_starts_once():
    make_readers(50)
    sending = make_sending(starts_at=timezone.now() - timedelta(minutes=1))
    sending.texts.all().delete()
    answers = []

    def start() -> None:
        answers.append(
            start_sending(
                sending=sending, recipients=recipients(), words=[WORDS], at=timezone.now()
            )
        )
        connections.close_all()

    tabs = [threading.Thread(target=start) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert sorted(answers) == [False, True]
    assert sending.deliveries.count() == 50
    assert sending.texts.count() == 1
