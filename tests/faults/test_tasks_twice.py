"""Every task twice and twice at once, with the broker flushed in between: the same end.

One task without an entry here fails.
"""

from __future__ import annotations

import pytest

from lms.celery import app
from mail.message_ids import message_id
from mail.models import Delivery, DeliveryState
from tests.faults.work import WORK
from tests.faults.work_live import WORK_LIVE
from tests.faults.work_telling import WORK_TELLING
from tests.servers.processes import start_worker
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
]
ALL_WORK = WORK | WORK_LIVE | WORK_TELLING


def test_every_task_has_work_here():
    app.loader.import_default_modules()

    assert {name for name in app.tasks if not name.startswith("celery.")} == ALL_WORK.keys()


@pytest.mark.parametrize("name", ALL_WORK)
def test_a_task_doubled_and_flushed_does_its_work_once(
    name, process_env, redis_server, smtp_server, tmp_path
):
    work = ALL_WORK[name]
    work.prepare()
    redis_server.flush()
    workers = [start_worker(process_env, tmp_path / f"{n}.log") for n in range(2)]

    for _ in range(2):
        app.send_task(name)
    redis_server.flush()
    for _ in range(4):
        app.send_task(name)
    wait_until(work.is_done, 60)
    for worker in workers:
        worker.stop()

    assert work.is_once()
    arrived = sorted(str(message["Message-ID"]) for message in smtp_server.messages)
    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    assert arrived == sorted(map(message_id, sent))
