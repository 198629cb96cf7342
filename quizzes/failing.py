"""Who fails a knowledge check again and again, for whoever helps learners."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import CourseRun
from learning.models import ActivityResult

from .models import Attempt

FAILURES: Final = 2


def failing(run: CourseRun) -> QuerySet[Any, Any]:
    """Ids of enrollments with a check of this run failed twice or more, and not passed since.

    Whoever was excused from the check, or has it counted by hand, needs no help with it.
    """
    settled = ActivityResult.objects.valid().filter(
        enrollment=OuterRef("enrollment"),
        lesson_key=OuterRef("lesson_key"),
        activity_key=OuterRef("activity_key"),
    )
    return (
        Attempt.objects.valid()
        .filter(~Exists(settled), enrollment__run=run)
        .values("enrollment", "lesson_key", "activity_key")
        .annotate(
            failures=Count("pk", filter=Q(is_passed=False)),
            passes=Count("pk", filter=Q(is_passed=True)),
        )
        .filter(failures__gte=FAILURES, passes=0)
        .order_by()
        .values("enrollment")
    )
