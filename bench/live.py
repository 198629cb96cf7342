"""A live session with many in it: reminding them, their joining in one minute, who attended."""

from __future__ import annotations

import random
import statistics
import time
import uuid
from collections.abc import Iterable
from datetime import timedelta
from itertools import cycle

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseRun
from learning.models import ActivityResult, Enrollment, ResultKind
from live.actions import settle
from live.models import Attendance, LiveSession, PersonalLinks, Source
from live.reminding import send_session_reminders
from mail.models import Delivery
from tests.factories.courses import make_run
from tests.factories.discussions import make_thread
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from tests.live.arranging import run_with_session
from users.models import User

from .load import press, request
from .paced import come
from .rows import Row
from .sample import sign_in
from .servers import gunicorn

CROWD = 10_000
COMING, WITHIN = 2_000, 60.0  # so many people within so many seconds
ANSWERS = 1_000
SESSIONS = 50
# Whoever asks alone, and one for each core.
ASKERS = (1, 2)
SECONDS = 8.0
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LANGUAGES = ("en", "ko", "ja", "th", "vi", "zh-hans")
ZONES = ("Asia/Kathmandu", "America/Santiago", "Pacific/Fiji", "Asia/Seoul", "UTC")


def measure_live() -> list[Row]:
    run, session = _make_run()
    rows = _remind(session)
    with gunicorn("lms.wsgi") as (port, _master):
        rows += _join(port, session)
        rows += _settle(session)
        rows += _desk(port, session)
        rows += _talk(port, run)
        rows += _calendar(port)
    return rows


def _make_run() -> tuple[CourseRun, LiveSession]:
    """Everybody enrolled a month ago; they read six languages in five zones."""
    now = timezone.now()
    first = now - 60 * DAY
    run, block = run_with_session(opens_at=first, starts_at=first, ends_at=now + 60 * DAY)
    people = User.objects.bulk_create(
        [
            User(
                email=f"live{number}@example.org",
                name=f"Nadia {number}",
                language=LANGUAGES[number % len(LANGUAGES)],
                time_zone=ZONES[number % len(ZONES)],
            )
            for number in range(CROWD)
        ],
        batch_size=1000,
    )
    rule = run.course.completion_rule
    Enrollment.objects.bulk_create(
        [
            Enrollment(learner=person, run=run, enrolled_at=now - 30 * DAY, rule=rule)
            for person in people
        ],
        batch_size=1000,
    )
    _analyze("users_user", "learning_enrollment")
    return run, make_session(run, block=block, starts_at=now + DAY - MINUTE)


def _remind(session: LiveSession) -> list[Row]:
    """The round of the day before is timed; in that of the hour before each query is counted."""
    began = time.perf_counter()
    assert send_session_reminders(at=timezone.now()) == CROWD
    took = time.perf_counter() - began
    with CaptureQueriesContext(connection) as asked:
        assert send_session_reminders(at=session.starts_at - 59 * MINUTE) == CROWD
    name = f"session reminders, {CROWD:,} learners"
    return [
        Row(name, took, "s"),
        Row(f"{name}: queries per 1,000", len(asked) * 1000 / CROWD, "", goal="10"),
    ]


def _join(port: int, session: LiveSession) -> list[Row]:
    """Each opens the link of their mail and is let in, at a moment of the minute of their own.

    Then as many others all come at the same moment: more than is asked for, and nobody is lost.
    """
    LiveSession.objects.filter(pk=session.pk).update(starts_at=timezone.now() + MINUTE)
    session.refresh_from_db()
    mails = Delivery.objects.filter(context__session=session.pk, context__reason="day")
    tokens = [token.hex for token in mails.order_by("pk").values_list("token", flat=True)]
    visits = [_visit(token) for token in tokens[: 2 * COMING]]
    draw = random.Random(6)
    moments = sorted(draw.uniform(0, WITHIN) for _ in range(COMING))
    press(port, [visits[0][:1]] * 4, limit=9)
    load = come(port, list(zip(moments, visits[:COMING], strict=True)))
    first = _count_joined(session)
    crush = come(port, [(0, visit) for visit in visits[COMING:]])
    lost = 2 * COMING - _count_joined(session)
    name = f"{COMING:,} join in one minute"
    p95 = statistics.quantiles(load.seconds, n=20)[-1] * 1000
    refused = len(load.faults) + len(crush.faults)
    return [
        Row(f"{name}: page and click, p95", p95, "ms", goal="300 ms"),
        Row(f"{name}: median", statistics.median(load.seconds) * 1000, "ms"),
        Row(f"{name}: the slowest", max(load.seconds) * 1000, "ms"),
        Row(f"{name}: not noted", COMING - first, "", goal="0"),
        Row(f"{COMING:,} more in one moment: not noted", lost, "", goal=f"0; {refused} refused"),
        Row(f"{COMING:,} more in one moment: the slowest", max(crush.seconds), "s"),
    ]


def _count_joined(session: LiveSession) -> int:
    return Attendance.objects.filter(session=session, source=Source.JOIN).count()


def _visit(token: str) -> list[bytes]:
    form = request(reverse("live:personal-join", args=[token]), method="POST")
    ours = form.replace(b"X-CSRFToken: ", b"Origin: http://127.0.0.1")
    return [request(reverse("live:personal", args=[token])), ours]


def _settle(session: LiveSession) -> list[Row]:
    """What whoever waits for their certificate waits for, and the same again: nothing is left."""
    at = session.ends_at + MINUTE
    began = time.perf_counter()
    settle(session=session, at=at)
    first = time.perf_counter() - began
    facts = ActivityResult.objects.filter(kind=ResultKind.SESSION).count()
    began = time.perf_counter()
    settle(session=session, at=at)
    came = _count_joined(session)
    name = f"settling {came:,} who attended"
    return [
        Row(name, first, "s", goal=f"{came - facts} without a fact"),
        Row(f"{name}, once more", time.perf_counter() - began, "s"),
    ]


def _desk(port: int, session: LiveSession) -> list[Row]:
    """The host's page on the day, with everybody in the run, and the part of it that asks again."""
    host = make_learner()
    host.groups.add(session.run.course.provider.author_group)
    cookies = sign_in(host)
    rows = []
    for view, name in (("session-desk", "desk"), ("session-live", "who is here")):
        path = reverse(f"studio:{view}", args=[session.pk])
        rows += _pages(port, f"{name}, {CROWD:,} people", [request(path, cookies=cookies)])
    return rows


def _talk(port: int, run: CourseRun) -> list[Row]:
    """The first, a middle and the last page of a long thread, and the list that it stands in."""
    people = User.objects.filter(enrollments__run=run).order_by("pk")[:ANSWERS]
    thread = make_thread(run, author=people[0])
    now = timezone.now()
    thread.posts.bulk_create(
        thread.posts.model(
            thread=thread, author=person, body="Beside the station. " * 9, created_at=now
        )
        for person in people
    )
    thread.answer_count = ANSWERS
    thread.save()
    _analyze("discussions_post")
    page = reverse("discussions:thread", args=[thread.pk])
    paths = [page, f"{page}?page=11", f"{page}?page=last"]
    cookies = sign_in(people[1])
    name = f"thread of {ANSWERS:,} answers"
    return _pages(port, name, [request(path, cookies=cookies) for path in paths])


def _calendar(port: int) -> list[Row]:
    """As a program asks: once without knowing it, and then again and again."""
    learner, now = make_learner(time_zone="Asia/Kathmandu"), timezone.now()
    run = make_run(opens_at=now - DAY, starts_at=now - DAY, ends_at=now + 60 * DAY)
    rule = run.course.completion_rule
    Enrollment.objects.create(run=run, learner=learner, enrolled_at=now, rule=rule)
    for number in range(SESSIONS):
        make_session(run, starts_at=now + number * DAY, title=f"Reading street {number}")
    key = uuid.uuid4()
    PersonalLinks.objects.create(user=learner, calendar_key=key)
    path = reverse("live-calendars:mine", args=[key.hex])
    name = f"own calendar of {SESSIONS} sessions"
    known = request(path).replace(b"\r\n\r\n", b"\r\nIf-None-Match: %s\r\n\r\n" % _etag(path))
    return [
        *_pages(port, name, [request(path)]),
        *_pages(port, f"{name} that is known (304)", [known], statuses={b"304"}, goal="50 ms"),
    ]


def _etag(path: str) -> bytes:
    from django.test import Client

    return Client(HTTP_HOST="127.0.0.1").get(path)["ETag"].encode()


def _pages(
    port: int,
    name: str,
    asked: Iterable[bytes],
    *,
    statuses: set[bytes] | None = None,
    goal: str = "300 ms",
) -> list[Row]:
    asked = list(asked)
    press(port, [cycle(asked)] * 2, limit=2, statuses=statuses)
    rows = []
    for count in ASKERS:
        load = press(port, [cycle(asked)] * count, limit=SECONDS, statuses=statuses)
        rows.append(Row(f"{name}, p95 of {count} at once", load.p95_ms, "ms", goal=goal))
    return rows


def _analyze(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
