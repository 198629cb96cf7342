"""A course that is completed counts in the programmes that name it: one fact for each of them.

The completed enrollment is the work that waits: nothing else says that something is to be handed
up, so nothing is lost, and who completed a course before they enrolled is found the same way. It
happens after the completion, not inside it: no transaction ever holds the rows of a course and of
its programme at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from core.doorbell import wake
from courses.models import CourseFormat, CourseRun
from courses.outline import ActivityPair
from learning.actions import record_for_many
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.programme_courses import parts_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

AT_ONCE = 500


def credit_parts(*, at: datetime) -> int:
    """Record in each programme which of its courses people have completed. Returns how many.

    Idempotent, and safe twice at once: a fact is kept once. What a team has taken back stays so.
    One query, and one for each course of each programme; more only where there is something new.
    """
    programmes = CourseRun.objects.filter(
        course__format=CourseFormat.PROGRAMME, archived_at=None, cancelled_at=None
    )
    count, is_more = 0, False
    for run in programmes.select_related("course").order_by("pk"):
        for pair, course_key in parts_of(run):
            rows = list(_who_completed(run, pair, course_key)[:AT_ONCE])
            count += record_for_many(
                lesson_key=pair[0],
                activity_key=pair[1],
                kind=ResultKind.PART,
                rows=[(each, {"credited_from": vars(each)["credited_from"]}) for each in rows],
                at=at,
            )
            is_more = is_more or len(rows) == AT_ONCE
    if is_more and count:
        wake("learning.credit_parts")
    return count


def _who_completed(run: CourseRun, pair: ActivityPair, course_key: str) -> QuerySet[Enrollment]:
    """Enrollments in the programme whose learner completed the course, and of whom nothing is
    recorded yet; with the completed enrollment as `credited_from`."""
    completed = Enrollment.objects.completed().filter(
        learner=OuterRef("learner"), run__course__key=course_key
    )
    known = ActivityResult.objects.filter(
        enrollment=OuterRef("pk"),
        lesson_key=pair[0],
        activity_key=pair[1],
        kind=ResultKind.PART,
    )
    return (
        Enrollment.objects.with_seat()
        .filter(Exists(completed), ~Exists(known), run=run, completed_at=None)
        .annotate(credited_from=Subquery(completed.order_by("completed_at").values("pk")[:1]))
        .order_by("pk")
    )
