"""The list of a run's people, as its author pages, filters and searches through it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import cycle

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseRun
from learning.models import Enrollment
from quizzes.models import Attempt
from tests.factories.courses import make_course, make_run
from tests.factories.learning import make_learner
from users.models import User

from .load import press, request
from .rows import Row
from .sample import sign_in
from .servers import gunicorn

CROWD = 10_000
# Whoever asks alone, and one for each core.
ASKERS = (1, 2)
SECONDS = 8.0
GOAL = "300 ms"


def measure_roster() -> list[Row]:
    """p95 over the first page, a page in the middle, each filter that needs help and a search."""
    now, day = timezone.now(), timedelta(days=1)
    course = make_course(lessons=(12, 12), checks=False)
    run = make_run(course, opens_at=now - 60 * day, starts_at=now - 60 * day, ends_at=now + day)
    _enroll_crowd(run)
    author = make_learner()
    author.groups.add(course.provider.author_group)
    cookies = sign_in(author)
    paths = _paths(run, cookies)
    rows = []
    with gunicorn("lms.wsgi") as (port, _master):
        asked = [request(path, cookies=cookies) for path in paths]
        press(port, [cycle(asked)] * 2, limit=2)
        for count in ASKERS:
            load = press(port, [cycle(asked)] * count, limit=SECONDS)
            name = f"people of a run of {CROWD:,}, p95 of {count} at once"
            rows.append(Row(name, load.p95_ms, "ms", goal=GOAL))
    return rows


def _enroll_crowd(run: CourseRun) -> None:
    """A third each has not started, is on the way, has stopped; each tenth has completed or left.
    Everybody on the way has answered one check twice, half of them without passing it."""
    now, day = timezone.now(), timedelta(days=1)
    people = User.objects.bulk_create(
        [
            User(email=f"crowd{number}@example.org", name=f"Nadia {number * 7919 % CROWD}")
            for number in range(CROWD)
        ],
        batch_size=1000,
    )
    enrollments = Enrollment.objects.bulk_create(
        [
            Enrollment(
                learner=person,
                run=run,
                enrolled_at=now - 60 * day + number * timedelta(minutes=5),
                rule={"kind": "ALL_REQUIRED"},
                percent=0 if number % 3 == 0 else number % 100,
                last_active_at=[None, now - day, now - 30 * day][number % 3],
                withdrawn_at=now if number % 10 == 1 else None,
                completed_at=now if number % 10 == 2 else None,
                completed_rule={"kind": "ALL_REQUIRED"} if number % 10 == 2 else None,
            )
            for number, person in enumerate(people)
        ],
        batch_size=1000,
    )
    lesson, check = uuid.uuid4(), str(uuid.uuid4())
    Attempt.objects.bulk_create(
        [
            Attempt(
                enrollment=enrollment,
                lesson_key=lesson,
                activity_key=check,
                number=number,
                **{"answers": {}, "outcome": {}, "pass_mark_percent": 80, "language": "en"},
                is_passed=(is_passed := number == 2 and enrollment.pk % 2 == 0),
                score_percent=100 if is_passed else 40,
                submitted_at=now,
            )
            for enrollment in enrollments
            for number in (1, 2)
            if enrollment.last_active_at
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        for table in ("users_user", "learning_enrollment", "quizzes_attempt"):
            cursor.execute(f"ANALYZE {table}")


def _paths(run: CourseRun, cookies: str) -> list[str]:
    address = reverse("studio:run-roster", args=[run.pk])
    middle = Enrollment.objects.filter(run=run).order_by("pk")[CROWD // 2].pk
    client = Client(HTTP_HOST="127.0.0.1", headers={"cookie": cookies})
    search = client.post(address, {"words": "Nadia 77"})["Location"]
    queries = ("", f"?after={middle}", "?show=failed", "?show=stopped&sort=quiet", "?sort=least")
    return [*(address + query for query in queries), search]
