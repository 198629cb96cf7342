"""The log of a course with many in it, as its author pages through it."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseRun
from learning.models import Enrollment
from studio.log.reading import Show, read_course_log
from tests.factories.courses import make_course, make_run
from tests.factories.learning import make_learner
from users.models import User

from .load import press, request
from .rows import Row
from .sample import sign_in
from .servers import gunicorn

CROWD = 10_000
# Entries of each person, and of somebody in other courses.
EACH, OTHERS = 3, 200_000
ASKERS = (1, 2)
SECONDS = 8.0


def measure_log() -> list[Row]:
    """p95 over the first page, one in the middle and each kind, alone and one for each core."""
    course = make_course(lessons=(12, 12), checks=False)
    day = timedelta(days=1)
    run = make_run(course, starts_at=timezone.now() - day, ends_at=timezone.now() + 90 * day)
    _enroll_crowd(run)
    author = make_learner()
    author.groups.add(course.provider.author_group)
    address = reverse("studio:course-log", args=[course.pk])
    place = read_course_log(course, show=Show.ALL, before=None).next
    queries = [
        "",
        f"?before={place}".replace("+", "%2B"),
        *(f"?show={each.value}" for each in Show),
    ]
    cookies = sign_in(author)
    asked = [request(address + query, cookies=cookies) for query in queries]
    rows = []
    with gunicorn("lms.wsgi") as (port, _master):
        press(port, [cycle(asked)] * 2, limit=2)
        for count in ASKERS:
            load = press(port, [cycle(asked)] * count, limit=SECONDS)
            name = f"log of a course of {CROWD:,}, p95 of {count} at once"
            rows.append(Row(name, load.p95_ms, "ms", goal="300 ms"))
    return rows


def _enroll_crowd(run: CourseRun) -> None:
    """The course is the quiet one: what happened in others is newer than all of its own."""
    people = User.objects.bulk_create(
        [User(email=f"logged{number}@example.org", name="Nadia") for number in range(CROWD)],
        batch_size=1000,
    )
    rule = {"kind": "ALL_REQUIRED"}
    Enrollment.objects.bulk_create(
        [
            Enrollment(learner=each, run=run, enrolled_at=timezone.now(), rule=rule)
            for each in people
        ],
        batch_size=1000,
    )
    kind = ContentType.objects.get_for_model(Enrollment).pk
    insert = """
        INSERT INTO wagtailcore_modellogentry
            (label, action, data, timestamp, content_changed, deleted, content_type_id, object_id)
    """
    with connection.cursor() as cursor:
        cursor.execute(
            insert
            + """
            SELECT 'enrollment', 'learning.enroll', '{}',
                now() - n * interval '1 day' - id * interval '1 second',
                false, false, %s, id::text
            FROM learning_enrollment, generate_series(1, %s) n WHERE run_id = %s
            """,
            [kind, EACH, run.pk],
        )
        cursor.execute(
            insert
            + """
            SELECT 'enrollment', 'learning.enroll', '{}',
                now() - n * interval '0.1 second', false, false, %s,
                (100000000 + n)::text FROM generate_series(1, %s) n
            """,
            [kind, OTHERS],
        )
        for table in ("users_user", "learning_enrollment", "wagtailcore_modellogentry"):
            cursor.execute(f"ANALYZE {table}")
