"""Readers leave, change and are erased, and an editor pauses and goes on, while a sending flows."""

import random
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from lms.celery import app
from mail.message_ids import message_id
from mail.models import DeliveryState, SendingState
from mail.sendings import pause_sending, resume_sending, retry_deferred, send_doubtful_again
from newsletters.actions import change_preferences, leave
from newsletters.actions.proof import Proof
from newsletters.models import LeftBy, Reader
from newsletters.personal_data import erase_reader
from tests.factories.newsletters import make_list, make_running_sending
from tests.servers.processes import start_worker
from tests.waiting import wait_until
from users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
PROOF = Proof("mail", "en")
SOON = 2.0  # seconds in which a batch that was marked before is on its way


class Readers(threading.Thread):
    """Do something each moment, one after the other; `left` says when who wanted no more."""

    def __init__(self, ids: list[int]) -> None:
        super().__init__()
        self.ids, self.left, self.errors = ids, {}, []
        self.is_over = threading.Event()

    def run(self) -> None:
        try:
            for number, pk in enumerate(self.ids):
                if self.is_over.wait(0.02):
                    return
                self._act(Reader.objects.get(pk=pk), number % 3)
        except Exception as error:
            self.errors.append(error)
        finally:
            connection.close()

    def _act(self, reader: Reader, kind: int) -> None:
        now = timezone.now()
        if kind == 2:
            change_preferences(
                reader=reader,
                language="ko",
                name="Nadia",
                lists=[],
                offered=[],
                proof=PROOF,
                at=now,
            )
            return
        if kind:
            leave(reader=reader, by=LeftBy.LINK, proof=PROOF, at=now)
        else:
            erase_reader(reader=reader, at=now)
        self.left[reader.email] = time.monotonic()


def test_whoever_leaves_meanwhile_gets_nothing_after_it_and_all_others_get_one(
    process_env, smtp_server, tmp_path
):
    arrived: list[tuple[str, float]] = []

    def answer(stage, envelope):
        if stage == "DATA":
            arrived.append((envelope.rcpt_tos[0], time.monotonic()))
            time.sleep(0.004)

    smtp_server.answer = answer
    dice = random.Random(9)
    make_list("network")
    editor = User.objects.create_user("editor@example.org", "a-long-password")
    sending = make_running_sending(1200)
    ids = list(Reader.objects.values_list("pk", flat=True))
    dice.shuffle(ids)
    workers = [start_worker(process_env, tmp_path / f"{n}.log") for n in range(2)]
    app.send_task("mail.send_sendings")
    wait_until(lambda: arrived, 30)

    people = [Readers(ids[number::2]) for number in range(2)]
    for each in people:
        each.start()
    for _ in range(12):
        for deed in (pause_sending, resume_sending, retry_deferred, send_doubtful_again):
            time.sleep(dice.uniform(0, 0.05))
            deed(sending=sending, by=editor, at=timezone.now())

    def is_over() -> bool:
        app.send_task("mail.send_sendings")
        sending.refresh_from_db()
        return sending.state == SendingState.DONE

    wait_until(is_over, 60)
    for each in people:
        each.is_over.set()
        each.join()
    for worker in workers:
        worker.stop()

    assert [error for each in people for error in each.errors] == []
    left = {address: when for each in people for address, when in each.left.items()}
    assert left
    assert [a for a, when in arrived if a in left and when > left[a] + SOON] == []
    sent = sending.deliveries.filter(state=DeliveryState.SENT)
    ids_arrived = sorted(str(message["Message-ID"]) for message in smtp_server.messages)
    assert ids_arrived == sorted(map(message_id, sent))
    assert sending.deliveries.exclude(state__in=["SENT", "SKIPPED"]).count() == 0
    assert not sending.deliveries.filter(wiped_at__isnull=False).exclude(to_email="").exists()
