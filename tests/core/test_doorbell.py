"""wake() against a broker that refuses, and one that accepts and never answers."""

import socket
import time

import pytest
from celery import Celery
from django.db import transaction

from core import doorbell
from core.doorbell import SILENCE_SECONDS, wake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ring_at(monkeypatch, settings):
    """Point the doorbell at a broker of one's choice, with the options of a web process."""

    def point(url):
        app = Celery("test-doorbell", broker=url, set_as_current=False)
        app.conf.broker_transport_options = {
            "max_retries": 0,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
            "socket_connect_timeout": 0.2,
            "socket_timeout": 0.25,
        }
        monkeypatch.setattr(doorbell, "current_app", app)
        monkeypatch.setattr(doorbell, "_silent_until", 0.0)

    return point


def seconds_to_wake() -> float:
    started = time.monotonic()
    with transaction.atomic():
        wake("mail.send_deliveries")
    return time.monotonic() - started


def test_a_broker_that_refuses_costs_no_time_and_no_error(ring_at):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        ring_at(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")

        assert seconds_to_wake() < 1


def test_a_broker_that_never_answers_costs_a_quarter_of_a_second_once(ring_at):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        ring_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        assert seconds_to_wake() < 1
        assert seconds_to_wake() < 0.05
        assert doorbell._silent_until > time.monotonic() + SILENCE_SECONDS - 5


def test_nothing_rings_when_the_transaction_fails(ring_at, redis_server):
    import redis

    ring_at(redis_server.url)
    client = redis.Redis.from_url(redis_server.url)

    with transaction.atomic():
        wake("mail.send_deliveries")
        transaction.set_rollback(True)

    assert client.llen("celery") == 0
    with transaction.atomic():
        wake("mail.send_deliveries")
    assert client.llen("celery") == 1
