"""A run does not take place: everybody who has to do with it hears why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.log import log_many
from courses.actions import change_run
from courses.models import CourseRun
from learning.mails import tell_cancelled
from learning.models import (
    Application,
    ApplicationState,
    Enrollment,
    WaitingEnd,
    WaitingPlace,
)
from learning.models.enrollment import EnrollmentQuerySet
from learning.seats import lock_learners, lock_runs

if TYPE_CHECKING:
    from users.models import User


def concerned_by(run: CourseRun) -> EnrollmentQuerySet:
    """Whose seat goes when this run is cancelled: who is in it and has not completed."""
    return Enrollment.objects.with_seat().filter(run=run, completed_at=None)


@transaction.atomic
def cancel_run(*, run: CourseRun, reason: str, by: User, at: datetime) -> int:
    """Seats, places and applications end; all that people did stays. Returns how many hear of it.

    `reason` goes into every mail as it is. Cannot be undone; a copy of the run can be made.
    Idempotent: a run that is cancelled stays so, and nobody hears of it twice. A dozen queries.
    """
    locked = lock_runs(run.pk)[run.pk]
    if locked.cancelled_at is not None:
        return 0
    waiting = WaitingPlace.objects.open().filter(run=locked)
    asking = Application.objects.pending().filter(run=locked)
    others = {*waiting.values_list("learner", flat=True), *asking.values_list("learner", flat=True)}
    enrolled = concerned_by(locked).values_list("learner", flat=True)
    # Sessions end with the run: their locks come before those of people, as everywhere.
    change_run(run=locked, values={"cancelled_at": at}, by=by, at=at)
    known = lock_learners({*others, *enrolled})
    # Whoever completes the course at this moment keeps it, and their seat.
    seats = list(concerned_by(locked).select_for_update(of=("self",), no_key=True).order_by("pk"))
    waiting.update(ended_at=at, end=WaitingEnd.LEFT)
    asking.update(state=ApplicationState.WITHDRAWN)
    Enrollment.objects.filter(pk__in=[seat.pk for seat in seats]).update(withdrawn_at=at)
    log_many(seats, "learning.cancel_run", user=by)
    told = [known[pk] for pk in sorted({*others, *(seat.learner_id for seat in seats)} & {*known})]
    tell_cancelled(locked, told, reason)
    return len(told)
