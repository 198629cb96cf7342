"""A worker killed while it issues certificates; the task doubled; the broker flushed."""

import pytest
from django.db.models import Count
from django.utils import timezone

from certificates.models import Certificate
from lms.celery import app
from mail.models import Delivery
from tests.factories.courses import make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.servers.processes import start_worker
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


def complete(count: int) -> None:
    run = make_run()
    for number in range(count):
        learner = make_learner(
            certificate_name=f"Learner {number}", certificate_name_confirmed_at=timezone.now()
        )
        finish(make_enrollment(run=run, learner=learner))


def assert_each_has_one(count: int) -> None:
    current = Certificate.objects.current()
    assert current.count() == count
    assert not (current.values("enrollment").annotate(many=Count("pk")).filter(many__gt=1).exists())
    assert Delivery.objects.filter(template="certificate_issued").count() == count


def test_a_kill_while_issuing_leaves_one_certificate_and_one_delivery_each(
    process_env, tmp_path, capsys
):
    count = 40
    complete(count)
    worker = start_worker(process_env, tmp_path / "worker.log")
    app.send_task("certificates.issue_certificates")
    wait_until(lambda: Certificate.objects.count() >= 8, 40)
    worker.kill()
    issued = Certificate.objects.count()
    with capsys.disabled():
        print(f"\n  killed after {issued} of {count} certificates")

    worker = start_worker(process_env, tmp_path / "second.log")
    app.send_task("certificates.issue_certificates")
    wait_until(lambda: Certificate.objects.count() == count, 40)
    worker.stop()

    assert_each_has_one(count)


def test_the_task_twice_at_once_and_a_flush_change_nothing(process_env, redis_server, tmp_path):
    count = 12
    complete(count)
    redis_server.flush()
    workers = [start_worker(process_env, tmp_path / f"{n}.log") for n in range(2)]
    for _ in range(4):
        app.send_task("certificates.issue_certificates")
    wait_until(lambda: Certificate.objects.count() == count, 40)
    for worker in workers:
        worker.stop()

    assert_each_has_one(count)
