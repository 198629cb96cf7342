"""The overview of a course and "whom publishing it affects", with many in the course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.actions import arrange
from courses.arranging import step_up
from courses.models import Course, CourseRun, LessonPage
from learning.models import Enrollment
from tests.factories.courses import course_page, make_course, make_run
from tests.factories.learning import lessons_of, make_learner
from users.models import User

from .load import press, request
from .rows import Row
from .sample import sign_in
from .servers import gunicorn

FEW, CROWD = 10, 10_000
# Whoever asks alone, and one for each core.
ASKERS = (1, 2)
SECONDS = 8.0
PAGES = {"course-overview": "overview of a course", "course-publish": "“publish course”"}


def measure_studio() -> list[Row]:
    """p95 of each page, and how many queries more it asks for a crowd than for a few."""
    few, many = _make_course(FEW), _make_course(CROWD)
    with connection.cursor() as cursor:
        for table in ("users_user", "learning_enrollment", "learning_activityresult"):
            cursor.execute(f"ANALYZE {table}")
    rows = []
    with gunicorn("lms.wsgi") as (port, _master):
        for view, name in PAGES.items():
            more = _count(many, view) - _count(few, view)
            name = f"{name} with {CROWD:,} in it"
            rows.append(Row(f"{name}, more queries than with {FEW}", more, "", goal="0"))
            rows += _press(port, many, view, name)
    return rows


def _press(port: int, course: Course, view: str, name: str) -> Iterator[Row]:
    path = reverse(f"studio:{view}", args=[course.pk])
    asked = [request(path, cookies=_author_of(course))]
    press(port, [cycle(asked)] * 2, limit=2)
    for count in ASKERS:
        load = press(port, [cycle(asked)] * count, limit=SECONDS)
        yield Row(f"{name}, p95 of {count} at once", load.p95_ms, "ms", goal="300 ms")


def _count(course: Course, view: str) -> int:
    client = Client(HTTP_HOST="127.0.0.1", headers={"cookie": _author_of(course)})
    path = reverse(f"studio:{view}", args=[course.pk])
    client.get(path)  # what is kept between requests is kept by now
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _author_of(course: Course) -> str:
    author = User.objects.filter(groups=course.provider.author_group).first()
    if author is None:
        author = make_learner()
        author.groups.add(course.provider.author_group)
    return sign_in(author)


def _make_course(crowd: int) -> Course:
    """With a draft of a lesson that asks for less, and with another order, both to be published."""
    course = make_course(lessons=(12, 12))
    now, day = timezone.now(), timedelta(days=1)
    run = make_run(course, opens_at=now - 60 * day, starts_at=now - 60 * day, ends_at=now + day)
    _enroll_crowd(run, crowd)
    pages = LessonPage.objects.descendant_of(course_page(course)).order_by("path")
    lesson = pages[3]
    lesson.is_required = False
    lesson.save_revision()
    course.refresh_from_db()
    key = str(pages[7].translation_key)
    arrange(
        course,
        lambda arrangement: step_up(arrangement, key),
        number=course.arrangement_number,
        by=make_learner(),
    )
    course.refresh_from_db()
    return course


def _enroll_crowd(run: CourseRun, crowd: int) -> None:
    """Everybody has read some of the lessons, half of them on average; a tenth has completed."""
    people = User.objects.bulk_create(
        [User(email=f"taught{run.pk}.{number}@example.org") for number in range(crowd)],
        batch_size=1000,
    )
    now, rule = timezone.now(), run.course.completion_rule
    rows = Enrollment.objects.bulk_create(
        [
            Enrollment(
                learner=person,
                run=run,
                enrolled_at=now,
                rule=rule,
                percent=number % 100,
                last_active_at=now,
                completed_at=now if number % 10 == 0 else None,
                completed_rule=rule if number % 10 == 0 else None,
            )
            for number, person in enumerate(people)
        ],
        batch_size=1000,
    )
    lessons = [lesson.key for lesson in lessons_of(rows[0])]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO learning_activityresult (enrollment_id, lesson_key, activity_key, kind,
                recorded_at, was_required, detail, void_reason)
            SELECT e.id, l.key, '', 'LESSON', now(), true, '{}', ''
            FROM learning_enrollment e, unnest(%s::uuid[]) WITH ORDINALITY l(key, place)
            WHERE e.run_id = %s AND l.place <= e.id %% 24
            """,
            [lessons, run.pk],
        )
