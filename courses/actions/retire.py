"""A course is not offered any more: nobody new gets in, whoever is in it goes on to the end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from courses.models import Course, CourseRun
from courses.signals import course_retired

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def retire_course(
    *, course: Course, reason: str, successor: Course | None, by: User, at: datetime
) -> bool:
    """Take it out of catalogue, search and sitemap; its page says so and leads to `successor`.

    Its pages, outlines, enrollments and certificates stay as they are. The runs are locked, in the
    order of seats, so that nobody slips in meanwhile; `course_retired` is sent under these locks.
    Idempotent: False where it was retired before.
    """
    rows = Course.objects.filter(pk=course.pk, retired_at=None)
    successor_id = successor.pk if successor else None
    if not rows.update(
        retired_at=at, retired_by=by, retired_reason=reason, successor_id=successor_id
    ):
        return False
    locked = Course.objects.get(pk=course.pk)
    runs = CourseRun.objects.select_for_update(of=("self",), no_key=True).filter(course=locked)
    log(locked, "courses.retire_course", user=by, data={"reason": reason})
    course_retired.send(sender=Course, course=locked, runs=list(runs.order_by("pk")), at=at)
    return True


@transaction.atomic
def offer_again(*, course: Course, by: User) -> bool:
    """As it was before, but for those who waited: their places ended. False where it is offered."""
    rows = Course.objects.filter(pk=course.pk, retired_at__isnull=False)
    if not rows.update(retired_at=None, retired_by=None, retired_reason="", successor=None):
        return False
    log(Course.objects.get(pk=course.pk), "courses.offer_again", user=by)
    return True
