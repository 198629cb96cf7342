"""How fast mail goes: by the relay and by the receiver's domain, with Redis and without."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from mail.bulk import _has_turn, send_bulk
from mail.models import Delivery, DeliveryState
from mail.throttle import Throttle, _booked_alone
from tests.factories.newsletters import make_reader, make_running_sending

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_booked():
    _booked_alone.clear()


def throttle(url="", **fields) -> Throttle:
    values = {"per_minute": 0, "by_domain": {}, "redis_url": url, "pumps": 2, **fields}
    return Throttle(**values)


def waits(limit: Throttle, count: int, address="a@example.org") -> list[float]:
    return [round(limit.wait_for_domain(address), 1) for _ in range(count)]


def test_with_redis_workers_share_one_limit(redis_server):
    first, second = (throttle(redis_server.url, by_domain={"*": 60}) for _ in range(2))

    booked = sorted(waits(first, 3) + waits(second, 3))

    assert booked == pytest.approx([0, 0, 1, 2, 3, 4], abs=0.45)


def test_without_redis_each_worker_takes_its_share():
    alone = throttle(by_domain={"*": 60})

    assert waits(alone, 3) == pytest.approx([0, 1, 3], abs=0.45)


def test_a_redis_that_went_away_makes_it_slower_and_stops_nothing(redis_server):
    limit = throttle("redis://127.0.0.1:1/0", by_domain={"*": 60})

    started = time.monotonic()
    assert waits(limit, 2) == pytest.approx([0, 1], abs=0.45)
    assert time.monotonic() - started < 1


def test_a_domain_has_its_own_limit_and_others_none(redis_server):
    limit = throttle(redis_server.url, by_domain={"example.org": 60})

    assert waits(limit, 3, "a@example.com") == [0, 0, 0]
    assert waits(limit, 3, "a@EXAMPLE.org") == pytest.approx([0, 0, 1], abs=0.45)


def test_nobody_waits_longer_than_an_hour(redis_server):
    limit = throttle(redis_server.url, by_domain={"*": 1})
    for _ in range(80):
        wait = limit.wait_for_domain("a@example.org")

    assert wait == 3600


@pytest.mark.slow
def test_a_slow_domain_holds_up_no_other(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.LMS_MAIL_PER_MINUTE_BY_DOMAIN = {"slow.example.org": 60}
    settings.LMS_BULK_PUMPS = 1
    for number in range(4):
        make_reader(f"r{number}@slow.example.org")
    sending = make_running_sending(20)

    started = time.monotonic()
    send_bulk(seconds=1)
    fast = [m["To"] for m in smtp_server.messages if "slow" not in m["To"]]
    send_bulk(seconds=10)

    assert len(fast) == 20
    assert time.monotonic() - started >= 1.5
    assert set(sending.deliveries.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert Delivery.objects.filter(has_turn=True).count() >= 2


@pytest.mark.slow
def test_the_relay_gets_no_more_than_it_takes(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.LMS_MAIL_PER_MINUTE = 600
    settings.LMS_BULK_PUMPS = 1
    make_running_sending(25)

    send_bulk(seconds=1)

    assert 10 <= len(smtp_server.messages) <= 22


def test_a_turn_that_comes_too_late_is_not_booked(redis_server):
    for limit in (throttle(redis_server.url, per_minute=60), throttle(per_minute=60, pumps=1)):
        soon = time.monotonic() + 0.2
        taken = [limit.wait_for_relay(until=soon) for _ in range(50)]

        assert 1 <= taken.count(True) <= 2
        assert limit.wait_for_relay(until=time.monotonic() + 2.5)


@pytest.mark.slow
def test_a_slow_relay_gets_mail_in_every_run(smtp_server, settings, redis_server):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.LMS_BROKER_URL = redis_server.url
    settings.LMS_MAIL_PER_MINUTE = 120
    make_running_sending(60)

    counts = []
    for _run in range(3):
        send_bulk(seconds=1.5)
        counts.append(len(smtp_server.messages))

    assert counts[0] < counts[1] < counts[2]


def test_a_turn_that_passed_unused_asks_again():
    row = Delivery(has_turn=True, next_attempt_at=timezone.now() - timedelta(minutes=5))

    assert not _has_turn(row)
    row.next_attempt_at = timezone.now()
    assert _has_turn(row)
