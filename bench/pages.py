"""Pages of the platform against a constant view in the same kind of server."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from itertools import cycle, repeat

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .load import CONNECTIONS, Load, press, request
from .rows import Row
from .sample import CSRF, Sample
from .servers import gunicorn, worker_megabytes

RUNS = 5
SECONDS, YARDSTICK_SECONDS = 3.0, 1.5
Requests = Callable[[int], list[Iterable[bytes]]]


def measure_pages(sample: Sample) -> list[Row]:
    """Requests a second, as medians of several runs, and memory of a web worker.

    The constant view is measured right before each run: a machine is not equally fast all the time.
    """
    dashboard = reverse("home:dashboard")
    asked: list[tuple[str, str, Requests]] = [
        (
            "lesson page, signed in",
            f"0.06, at most 9 queries; has {_queries(sample, sample.lesson_path(0))}",
            lambda run: [repeat(_get(sample, sample.lesson_path(n), n)) for n in _eight()],
        ),
        (
            "dashboard",
            f"0.03, at most 12 queries; has {_queries(sample, dashboard)}",
            lambda run: [repeat(_get(sample, dashboard, n)) for n in _eight()],
        ),
        (
            "anonymous course page",
            "0.2",
            lambda run: [repeat(request(sample.course_path)) for n in _eight()],
        ),
        (
            "progress write",
            "0.03",
            lambda run: [_writes(sample, run, n) for n in _eight()],
        ),
    ]
    rows, constants = [], []
    with gunicorn("bench.constant") as (yard, _), gunicorn("lms.wsgi") as (port, master):
        for name, goal, requests in asked:
            pairs = [_pair(yard, port, requests(run)) for run in range(RUNS)]
            pairs.sort(key=lambda pair: pair[0])
            ratio, load, _constant = pairs[RUNS // 2]
            rows.append(Row(name, load.per_second, "req/s", ratio, "constant view", goal))
            constants += [constant.per_second for *_, constant in pairs]
        p95 = statistics.median(load.p95_ms for _, load, _ in pairs)
        rows.append(Row("progress write, p95 of 8 at once", p95, "ms", goal="120 ms"))
        ours = worker_megabytes(master)
    constant = Row("constant view", statistics.median(constants), "req/s")
    return [constant, *rows, *_memory(ours)]


def _pair(yard: int, port: int, requests: list[Iterable[bytes]]) -> tuple[float, Load, Load]:
    """The ratio of both, our load, the constant view's."""
    constant = press(yard, [repeat(request("/"))] * CONNECTIONS, limit=YARDSTICK_SECONDS)
    load = press(port, requests, limit=SECONDS)
    return load.per_second / constant.per_second, load, constant


def _eight() -> range:
    return range(CONNECTIONS)


def _get(sample: Sample, path: str, number: int) -> bytes:
    return request(path, cookies=sample.cookies[number])


def _writes(sample: Sample, run: int, number: int) -> Iterable[bytes]:
    """Every lesson of one learner of this run: each write is a new fact."""
    learner = run * CONNECTIONS + number
    return (
        request(
            sample.lesson_path(lesson, "lesson-done"),
            cookies=sample.cookies[learner],
            csrf=CSRF,
            method="POST",
        )
        for lesson in range(len(sample.lesson_slugs))
    )


def _queries(sample: Sample, path: str) -> int:
    client = Client(HTTP_HOST="127.0.0.1", headers={"cookie": sample.cookies[0]})
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
    return len(queries)


def _memory(ours: float) -> list[Row]:
    with gunicorn("bench.bare") as (port, master):
        paths = ("/account/login/", "/account/signup/", "/account/password/reset/", "/cms/login/")
        press(port, [cycle(map(request, paths)) for _ in _eight()], limit=SECONDS)
        bare = worker_megabytes(master)
    against = "Wagtail, wagtail-localize, allauth alone"
    return [
        Row(f"memory of a worker: {against}", bare, "MB"),
        Row("memory of a worker (PSS, preloaded)", ours, "MB", ours / bare, against, "1.4 at most"),
    ]
