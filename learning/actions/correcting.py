"""What staff do to a learner's record. Who did it and why is always kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseRun
from learning.models import ActivityResult, Enrollment, ResultKind, WaitingEnd
from learning.progress import ActivityPair, Progress
from learning.seats import EnrollmentRefused, lock_run_of
from learning.standing import read_standing

from .completing import lock_enrollment, refresh_percent, store_progress
from .enrolling import EnrollmentClosed, require_seat
from .moving_up import end_waiting, move_up
from .recording import record_progress

if TYPE_CHECKING:
    from users.models import User


class AlreadyInRun(EnrollmentRefused):
    """The learner has a row in that run; two rows are never joined."""


@transaction.atomic
def void_results(
    *,
    enrollment: Enrollment,
    lesson_key: str | UUID,
    activity_key: str,
    by: User,
    reason: str,
    at: datetime,
) -> int:
    """ "Reset attempts": the facts about one activity no longer count. Returns how many.

    The rows stay, with who and why; a completion stays a completion. Raises ValueError without
    a reason.
    """
    if not reason.strip():
        raise ValueError(_("Say why."))
    locked = lock_enrollment(enrollment)
    results = ActivityResult.objects.valid().filter(
        enrollment=locked, lesson_key=str(lesson_key), activity_key=activity_key
    )
    count = results.update(voided_at=at, voided_by=by, void_reason=reason.strip()[:200])
    if count:
        store_progress(read_standing(locked), at=at, by=by)
        log(
            instance=locked,
            action="learning.void_results",
            user=by,
            data={"lesson": str(lesson_key), "activity": activity_key, "reason": reason},
        )
    return count


@transaction.atomic
def complete_by_hand(
    *,
    enrollment: Enrollment,
    by: User,
    reason: str,
    at: datetime,
    activities: Iterable[ActivityPair] | None = None,
) -> Progress:
    """Count these activities as done, or all that are missing. Repeating it changes nothing."""
    return _record_all(enrollment, activities, ResultKind.BY_HAND, by, reason, at)


@transaction.atomic
def excuse(
    *,
    enrollment: Enrollment,
    by: User,
    reason: str,
    at: datetime,
    activities: Iterable[ActivityPair],
) -> Progress:
    """Ask these activities no longer of this learner."""
    return _record_all(enrollment, activities, ResultKind.EXCUSED, by, reason, at)


def _record_all(
    enrollment: Enrollment,
    activities: Iterable[ActivityPair] | None,
    kind: ResultKind,
    by: User,
    reason: str,
    at: datetime,
) -> Progress:
    if not reason.strip():
        raise ValueError(_("Say why."))
    progress = read_standing(lock_enrollment(enrollment)).progress
    if activities is None:
        activities = [step.pair for step in progress.missing]
    for lesson_key, activity_key in activities:
        progress = record_progress(
            enrollment=enrollment,
            lesson_key=lesson_key,
            activity_key=activity_key,
            kind=kind,
            at=at,
            by=by,
            detail={"reason": reason.strip()},
        )
    return progress


@transaction.atomic
def move_to_run(
    *, enrollment: Enrollment, run: CourseRun, by: User, reason: str, at: datetime
) -> Enrollment:
    """Move the row with all its facts to another run of the same course.

    Both runs are locked; the seat left behind is offered to who waits. Raises AlreadyInRun,
    MovedMeanwhile, RunFull, or EnrollmentClosed for a run that was cancelled or archived, and
    ValueError for a run of another course or no reason.
    """
    if not reason.strip():
        raise ValueError(_("Say why."))
    runs = lock_run_of(enrollment, run.pk)
    target = runs[run.pk]
    locked = lock_enrollment(enrollment)
    if locked.run_id == target.pk:
        return locked
    if locked.run.course_id != target.course_id:
        raise ValueError(_("This run belongs to another course."))
    if target.cancelled_at is not None or target.archived_at is not None:
        raise EnrollmentClosed(_("That run was cancelled or archived. Choose another one."))
    if Enrollment.objects.filter(learner_id=locked.learner_id, run=target).exists():
        raise AlreadyInRun(_("This person already has a place in that run."))
    if locked.withdrawn_at is None:
        require_seat(target)
    origin = runs[locked.run_id]
    Enrollment.objects.filter(pk=locked.pk).update(run=target)
    end_waiting(target, [locked.learner_id], end=WaitingEnd.ENROLLED, at=at)
    refresh_percent(enrollment=locked, at=at)
    log(
        instance=locked,
        action="learning.move_to_run",
        user=by,
        data={"from": origin.slug, "to": target.slug, "reason": reason.strip()},
    )
    move_up(origin, at=at)
    return Enrollment.objects.with_outline().get(pk=locked.pk)
