"""Who asked for it hears when a course runs again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from courses.models import Course, CourseRun, EnrollmentMode
from learning.mails import tell_runs_again
from learning.models import CourseInterest
from learning.schedule import is_awake
from learning.seats import lock_learners
from users.models import User

CHUNK = 1000  # people who are told in one transaction


@transaction.atomic
def note_interest(*, user: User, course: Course, at: datetime) -> None:
    """They hear of the next run whose enrollment opens after this. Idempotent."""
    CourseInterest.objects.get_or_create(
        user=user, course=course, told_at=None, defaults={"asked_at": at}
    )


def forget_interest(*, user: User, course: Course) -> None:
    """They do not want to hear of it any more. Idempotent."""
    CourseInterest.objects.filter(user=user, course=course, told_at=None).delete()


def tell_interested(*, at: datetime) -> int:
    """Write to whoever waits for a course in which enrollment has opened since, by day where they
    are. Returns to how many. Safe twice, and twice at once: each is told once."""
    waiting = CourseInterest.objects.filter(told_at=None).order_by()
    courses = Course.objects.filter(pk__in=waiting.values("course"))
    return sum(_tell(run, at) for run in _opened(courses, at))


def _opened(courses: Iterable[Course], at: datetime) -> list[CourseRun]:
    """Of each course the run that opened last, where people may enroll by themselves."""
    runs = CourseRun.objects.listed().filter(course__in=courses).select_related("course__provider")
    newest: dict[int, CourseRun] = {}
    for run in runs.exclude(enrollment_mode=EnrollmentMode.CLOSED):
        if not run.is_open_for_enrollment(at=at):
            continue
        known = newest.get(run.course_id)
        if known is None or _opened_at(run) > _opened_at(known):
            newest[run.course_id] = run
    return list(newest.values())


def _opened_at(run: CourseRun) -> datetime:
    return run.opens_at or run.created_at


@transaction.atomic
def _tell(run: CourseRun, at: datetime) -> int:
    awake = [zone for zone in sorted(available_timezones()) if is_awake(zone, at)]
    waiting = CourseInterest.objects.filter(
        course=run.course_id,
        told_at=None,
        asked_at__lt=_opened_at(run),
        user__time_zone__in=awake,
        user__is_active=True,
    )
    rows = list(waiting.order_by("pk")[:CHUNK])
    known = lock_learners(row.user_id for row in rows)
    told = waiting.filter(pk__in=[row.pk for row in rows], user__in=known).values_list("pk", "user")
    chosen = list(told)
    CourseInterest.objects.filter(pk__in=[pk for pk, _user in chosen]).update(told_at=at)
    already_in = set(
        run.enrollments.filter(withdrawn_at=None, learner__in=known).values_list(
            "learner", flat=True
        )
    )
    people = [(pk, known[user]) for pk, user in chosen if user not in already_in]
    tell_runs_again(run, people)
    return len(people)
