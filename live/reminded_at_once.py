"""How many people a reminder goes to at once, if a session is planned so late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from courses.models import CourseRun
from learning.models import Enrollment
from learning.models.enrollment import EnrollmentQuerySet
from live import schedule
from live.mails import SESSION_REMINDER
from live.schedule import When
from notifications.wishes import without


def count_reminded(run: CourseRun, starts: Iterable[datetime], *, at: datetime) -> int:
    """Of a new session or several that start then: people, not mails. Two queries where the time
    of a reminder has come, else none."""
    if run.archived_at is not None or run.cancelled_at is not None:
        return 0
    windows = (each for start in starts for each in schedule.windows(When(start, minutes=1)))
    held = [window for window in windows if window.holds(at)]
    if not held:
        return 0
    before = max(window.enrolled_before for window in held)
    people = set(_in_run(run).filter(enrolled_at__lt=before).values_list("learner", flat=True))
    return len(people - without(kind=SESSION_REMINDER, users=people))


def count_people(run: CourseRun) -> int:
    """Who is in it and can be written to. One query."""
    return _in_run(run).count()


def _in_run(run: CourseRun) -> EnrollmentQuerySet:
    return Enrollment.objects.with_seat().filter(run=run, learner__is_active=True)
