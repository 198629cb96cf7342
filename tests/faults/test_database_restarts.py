"""PostgreSQL restarts while a newsletter flows: every connection ends, so it runs alone."""

import os
import signal
import time

import pytest
from django.db import OperationalError, connection

from lms.celery import app
from tests.factories.newsletters import (
    make_running_sending,
)
from tests.servers.processes import start_worker
from tests.waiting import wait_until

from .accounts import WORKERS, check_the_account, finish, take_time

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.restarts_database,
]


def postgres_crashes() -> None:
    """SIGKILL of one of its processes: it ends all others, recovers, and is back in a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        pid = cursor.fetchone()[0]
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)

    def is_back() -> bool:
        connection.close()
        try:
            connection.ensure_connection()
        except OperationalError:
            return False
        return True

    wait_until(is_back, 30)


def test_a_database_that_restarts_in_the_middle(process_env, smtp_server, tmp_path):
    smtp_server.answer = take_time
    sending = make_running_sending(1000)
    worker = start_worker(process_env, tmp_path / "worker.log", concurrency=WORKERS)
    for _ in range(WORKERS):
        app.send_task("mail.send_sendings")
    wait_until(lambda: len(smtp_server.messages) > 50, 30)

    postgres_crashes()
    worker.stop()
    finish(sending, process_env, tmp_path / "last.log")

    check_the_account(sending, smtp_server.messages, kills=1)
