"""Completion is claimed once, and the percent is only a cache."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from courses.models import CourseOutline
from learning.models import ActivityResult, Enrollment
from learning.progress import ActivityPair, Progress
from learning.signals import enrollment_completed
from learning.standing import Standing, read_standing

if TYPE_CHECKING:
    from users.models import User


def lock_enrollment(enrollment: Enrollment) -> Enrollment:
    """The row, locked until the transaction ends, with its outline. One query."""
    rows = Enrollment.objects.with_outline().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=enrollment.pk)


@transaction.atomic
def complete_enrollment(*, enrollment: Enrollment, at: datetime, by: User | None = None) -> bool:
    """Complete it if everything that counts is done. True only for the call that did it."""
    standing = read_standing(lock_enrollment(enrollment))
    return standing.progress.is_complete and claim_completion(standing, at=at, by=by)


@transaction.atomic
def refresh_percent(*, enrollment: Enrollment, at: datetime) -> Progress:
    """Bring the cached percent up to date, and complete where nothing is missing any more."""
    standing = read_standing(lock_enrollment(enrollment))
    store_progress(standing, at=at)
    return standing.progress


def store_progress(
    standing: Standing, *, at: datetime, by: User | None = None, lesson_key: str = ""
) -> None:
    """Write the percent of a locked enrollment; claim completion where it is complete.

    `lesson_key`: the learner was active in this lesson.
    """
    enrollment = standing.enrollment
    keep_what_counts([standing])
    changes: dict[str, object] = {
        "percent": standing.progress.percent,
        "percent_at": at,
        "percent_outline_id": standing.outline_id,
    }
    if lesson_key:
        changes |= {"last_lesson_key": lesson_key, "last_active_at": at}
    Enrollment.objects.filter(pk=enrollment.pk).update(**changes)
    for name, value in changes.items():
        setattr(enrollment, name, value)
    if standing.progress.is_complete and enrollment.completed_at is None:
        claim_completion(standing, at=at, by=by)


def forget_percent(enrollments: QuerySet[Enrollment], *, at: datetime) -> None:
    """Have these brought up to date in the background. One UPDATE.

    `percent_at` changes too: whoever computes one of them at this moment finds another there, and
    leaves it to the next round.
    """
    enrollments.filter(completed_at=None).update(percent_outline=None, percent_at=at)


def keep_what_counts(standings: Iterable[Standing]) -> None:
    """What was optional when it was done, and is required by now, is earned: it counts also where
    it is taken out later. One UPDATE for each such activity.
    """
    earned: dict[ActivityPair, list[int]] = defaultdict(list)
    for standing in standings:
        for step in standing.progress.done:
            if step.fact is not None and not step.fact.was_required:
                earned[step.pair].append(standing.enrollment.pk)
    for (lesson_key, activity_key), keys in earned.items():
        ActivityResult.objects.valid().filter(
            enrollment__in=keys, lesson_key=lesson_key, activity_key=activity_key
        ).update(was_required=True)


def claim_completion(standing: Standing, *, at: datetime, by: User | None) -> bool:
    """Write the fact of completion where there is none, and announce it in this transaction."""
    enrollment = standing.enrollment
    is_open = Enrollment.objects.filter(pk=enrollment.pk, completed_at=None, withdrawn_at=None)
    claimed = is_open.update(
        completed_at=at,
        completed_outline_id=standing.outline_id,
        completed_rule=enrollment.rule,
        percent=100,
    )
    if not claimed:
        return False
    enrollment.completed_at = at
    enrollment.completed_outline_id = standing.outline_id
    enrollment.completed_rule = enrollment.rule
    enrollment.percent = 100
    log(
        instance=enrollment,
        action="learning.complete",
        user=by,
        data={"outline": _number(standing.outline_id)},
    )
    enrollment_completed.send(sender=Enrollment, enrollment=enrollment)
    return True


def _number(outline_id: int | None) -> int | None:
    if outline_id is None:
        return None
    return CourseOutline.objects.filter(pk=outline_id).values_list("number", flat=True).first()
