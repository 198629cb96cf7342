"""A newsletter from the ledger to a mail server: speed, memory, freezing, claiming, urgency."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from mail.actions import queue_delivery
from mail.marking import next_batch, record
from mail.models import Delivery, DeliveryState, Sending, SendingState
from mail.prepared import PreparedMessage
from mail.sendings import start_sending
from newsletters.audiences import recipients_of
from newsletters.models import MailingList, Reader

from .message import WORDS
from .peers import django_newsletter, post_office, smtp_source
from .rows import Row
from .servers import MODULE, ROOT, free_port, process

FLOW = 6000
CROWD = 1_000_000
CLAIM_ROWS = 300_000
CLAIMS = 200
RUNS = 3
PUMPS = 4


def measure_newsletters() -> list[Row]:
    """Rows; needs postfix's smtp-sink and smtp-source for the ratio."""
    make_readers(CROWD)
    with sink() as port:
        os.environ["LMS_SMTP_PORT"] = str(port)
        rows = [*_speed(port), _urgent()]
    return [*rows, *_crowd()]


def make_readers(count: int) -> None:
    """So many confirmed readers of one list, by SQL: no loop of ours is measured here."""
    network, _is_new = MailingList.objects.get_or_create(key="network")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO newsletters_reader (email, email_key, name, language, created_at)
            SELECT 'reader' || n || '@example.org', md5(n::text) || md5((n + 1)::text),
                'Nadia ' || n, 'en', now() FROM generate_series(1, %s) n
            """,
            [count],
        )
        cursor.execute(
            """
            INSERT INTO newsletters_subscription
                (reader_id, mailing_list_id, asked_at, confirmed_at, left_by, left_reason)
            SELECT id, %s, now(), now(), '', '' FROM newsletters_reader
            """,
            [network.pk],
        )
        cursor.execute("ANALYZE newsletters_reader")
        cursor.execute("ANALYZE newsletters_subscription")


@contextmanager
def sink() -> Iterator[int]:
    """postfix's server that takes everything; ours for the demo where it is missing."""
    port = free_port()
    program = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        yield int(os.environ["LMS_SMTP_PORT"])
        return
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with process(program, *as_nobody, "-4", f"127.0.0.1:{port}", "1000", port=port):
        yield port


def start(count: int, key: str) -> Sending:
    """A sending to the first `count` readers."""
    sending = Sending.objects.create(
        key=key,
        title=key,
        starts_at=timezone.now() - timedelta(minutes=1),
        unsubscribe_path="/{language}/newsletter/unsubscribe/{token}/",
        list_id="network.example.org",
    )
    found = recipients_of(
        [],
        must_meet_all=True,
        lists=[MailingList.objects.get(key="network")],
        languages=["en"],
        fallback="en",
        at=timezone.now(),
    )
    if count < CROWD:
        found = found.filter(pk__in=Reader.objects.order_by("pk").values("pk")[:count])
    start_sending(sending=sending, recipients=found, words=[WORDS], at=timezone.now())
    return sending


@contextmanager
def workers() -> Iterator[None]:
    """One Celery worker with four processes on the queue of newsletters."""
    command = [
        "celery",
        "--quiet",
        "-A",
        "lms",
        "worker",
        "--concurrency",
        str(PUMPS),
        "--queues",
        "bulk",
    ]
    quiet = ["--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
    child = subprocess.Popen([*MODULE, *command, *quiet], cwd=ROOT, start_new_session=True)
    try:
        yield
    finally:
        child.terminate()
        child.wait(90)


def _speed(port: int) -> list[Row]:
    rates = []
    with workers():
        for run in range(RUNS):
            sending = start(FLOW, f"bench:speed:{run}")
            _ring()
            _wait(sending)
            sent = Delivery.objects.filter(sending=sending, state=DeliveryState.SENT)
            times = sent.aggregate(first=Min("sent_at"), last=Max("sent_at"))
            rates.append(sent.count() / (times["last"] - times["first"]).total_seconds())
    ours = statistics.median(rates)
    yardstick = smtp_source(port, _size())
    name = f"newsletter messages, {PUMPS} workers, micro-batch 10"
    if yardstick:
        ratio = (ours / yardstick, "smtp-source -s 10", "0.40")
        rows = [
            Row(name, ours, "mail/s", *ratio),
            Row("the same message by smtp-source -s 10", yardstick, "mail/s"),
        ]
    else:
        rows = [Row(name, ours, "mail/s", None, "", "0.40; postfix is not installed")]
    peers = {
        "django-post_office as it is set up": (post_office(processes=1), "10"),
        f"django-post_office, {PUMPS} processes": (post_office(processes=PUMPS), ""),
        "django-newsletter": (django_newsletter(), "20"),
    }
    for peer, (rate, goal) in peers.items():
        rows.append(Row(f"{peer}; ours against it", rate, "mail/s", ours / rate, peer, goal))
    return rows


def _size() -> int:
    """Bytes of the message as it is sent."""
    sending = Sending.objects.earliest("pk")
    row = sending.deliveries.first()
    assert row is not None
    return len(PreparedMessage(sending, sending.texts.get()).join(row).content)


def _ring() -> None:
    from lms.celery import app

    for _pump in range(PUMPS):
        app.send_task("mail.send_sendings")


def _wait(sending: Sending, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        sending.refresh_from_db()
        if sending.state == SendingState.DONE:
            return
        time.sleep(0.1)
    raise RuntimeError(f"{sending} is not over: {sending.state} {sending.paused_because}")


def _urgent() -> Row:
    """How long a password mail takes while a newsletter flows and one worker does both."""
    waits = []
    with workers():
        sending = start(FLOW * 16, "bench:urgent")  # it has to flow until the last of them is sent
        _ring()
        time.sleep(3)
        for number in range(5):
            row = queue_delivery(
                key=f"bench:urgent:{number}",
                template="",
                language="en",
                to_email="reader1@example.org",
                is_secret=True,
            )
            _wait_until_sent(row)
            if row.sent_at is not None:
                waits.append((row.sent_at - row.created_at).total_seconds())
        _wait(sending)
    return Row("a password mail during a full sending", max(waits), "s", None, "", "2 s")


def _wait_until_sent(row: Delivery, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while row.state != DeliveryState.SENT:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{row} is not sent: {row.state} {row.last_reply}")
        time.sleep(0.02)
        row.refresh_from_db()


def _crowd() -> list[Row]:
    began = time.perf_counter()
    sending = start(CROWD, "bench:crowd")
    froze = time.perf_counter() - began
    small = start(1000, "bench:small")
    memory = {each: _pump_megabytes(each) for each in (small, sending)}
    return [
        Row("freezing 1,000,000 readers", froze, "s", None, "", "60 s"),
        Row(
            "memory of a pump, 1,000,000 readers",
            memory[sending],
            "MB",
            memory[sending] / memory[small],
            "1,000 readers",
            "1.2",
        ),
        Row("claiming 10 rows, p99, 300,000 wait", _claim_p99(sending), "ms", None, "", "50 ms"),
    ]


def _pump_megabytes(sending: Sending) -> float:
    """The most memory that a process took which sends this for some seconds."""
    others = Sending.objects.exclude(pk=sending.pk).filter(state=SendingState.RUNNING)
    others.update(state=SendingState.PAUSED)
    Sending.objects.filter(pk=sending.pk).update(state=SendingState.RUNNING)
    done = subprocess.run(
        [*MODULE, "bench.pump"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def _claim_p99(sending: Sending) -> float:
    extra = Delivery.objects.filter(sending=sending, state=DeliveryState.PENDING)
    surplus = extra.order_by("-pk").values("pk")[CLAIM_ROWS:]
    Delivery.objects.filter(pk__in=surplus).update(state=DeliveryState.SKIPPED)
    times = []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        batch = next_batch(sending, count=10)
        times.append((time.perf_counter() - began) * 1000)
        record(batch)
    return statistics.quantiles(times, n=100)[98]
