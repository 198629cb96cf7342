"""An edit of a long course with many in it: how long until every percent is right, and whether
somebody who learns meanwhile waits."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from courses.actions import Audience, publish_course
from courses.models import Course, CourseRun, LessonPage
from learning.models import Enrollment
from learning.refreshing import find_differences
from tests.factories.courses import course_page, make_course, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from users.models import User

from .load import press, request
from .rows import Row
from .sample import CSRF, sign_in
from .servers import MODULE, ROOT, gunicorn

LESSONS = (20,) * 10
CROWD = 10_000
LEARNERS = 2
# As long as one needs to know how long "done" takes where nothing else runs.
QUIET = (sys.executable, "-c", "import time; time.sleep(8)")


def measure_refreshing() -> list[Row]:
    """Learners press "done" as fast as they are answered while the sweep runs."""
    now, day = timezone.now(), timedelta(days=1)
    course = make_course(lessons=LESSONS)
    run = make_run(
        course, opens_at=now - 60 * day, starts_at=now - 60 * day, ends_at=now + 90 * day
    )
    awake = [make_enrollment(run=run, learner=make_learner()) for _ in range(LEARNERS)]
    _enroll_crowd(run)
    published = _publish_an_edit(course)
    with gunicorn("lms.wsgi") as (port, _master):
        with _process(QUIET) as nothing:
            alone = press(port, [_writes(run, each, nothing) for each in awake], limit=120)
        with _process([*MODULE, "bench.refresher"]) as sweep:
            load = press(port, [_writes(run, each, sweep) for each in awake], limit=120)
            took, computed = map(float, sweep.communicate()[0].split())
    wrong = sum(1 for _ in find_differences())
    name = f"200 lessons, {CROWD:,} enrolled: an edit is"
    return [
        Row(f"{name} published", published, "s"),
        Row(f"{name} in every percent", took, "s", goal=f"60 s; {wrong} wrong afterwards"),
        Row("the same, seconds of one core", computed, "s"),
        Row("“done” while nothing else runs, p95 of 2 at once", alone.p95_ms, "ms"),
        Row("“done” meanwhile, p95 of 2 at once", load.p95_ms, "ms", goal="120 ms"),
        Row("“done” meanwhile, the slowest", max(load.seconds) * 1000, "ms"),
    ]


def _process(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _enroll_crowd(run: CourseRun) -> None:
    """Everybody has read some of the lessons, half of them on average; by SQL."""
    people = User.objects.bulk_create(
        [User(email=f"class{number}@example.org") for number in range(CROWD)], batch_size=1000
    )
    now = timezone.now()
    rows = Enrollment.objects.bulk_create(
        [
            Enrollment(learner=person, run=run, enrolled_at=now, rule=run.course.completion_rule)
            for person in people
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
            WHERE e.run_id = %s AND e.id >= %s AND l.place <= e.id %% 200
            """,
            [lessons, run.pk, rows[0].pk],
        )
        for table in ("users_user", "learning_enrollment", "learning_activityresult"):
            cursor.execute(f"ANALYZE {table}")


def _publish_an_edit(course: Course) -> float:
    """One lesson is no longer required of anybody. Seconds until it is published."""
    page = LessonPage.objects.descendant_of(course_page(course)).last()
    page.is_required = False
    page.save_revision()
    began = time.perf_counter()
    publish_course(course, by=None, audience=Audience.EVERYBODY)
    return time.perf_counter() - began


def _writes(
    run: CourseRun, enrollment: Enrollment, sweep: subprocess.Popen[str]
) -> Iterable[bytes]:
    """Every lesson of this learner, again and again, until the sweep is done."""
    cookies = sign_in(enrollment.learner)

    def asked() -> Iterator[bytes]:
        while sweep.poll() is None:
            for lesson in lessons_of(enrollment):
                path = reverse("learning:lesson-done", args=[run.slug, lesson.slug])
                yield request(path, cookies=cookies, csrf=CSRF, method="POST")
                if sweep.poll() is not None:
                    return

    return asked()
