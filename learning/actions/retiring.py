"""A course takes nobody new: who waited for a seat or asked for one hears so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.log import log_many
from courses.models import Course, CourseRun
from learning.mails import tell_retired
from learning.models import Application, ApplicationState, WaitingEnd, WaitingPlace
from learning.seats import lock_learners


@transaction.atomic
def end_queues(*, course: Course, runs: Sequence[CourseRun], at: datetime) -> int:
    """Places and applications in these locked runs end; each person gets one mail. Idempotent.

    Returns how many hear of it. Whoever is enrolled keeps the seat. Half a dozen queries.
    """
    places = list(WaitingPlace.objects.open().filter(run__in=runs))
    asking = list(Application.objects.pending().filter(run__in=runs))
    if not places and not asking:
        return 0
    run_of = {place.learner_id: place.run_id for place in places}
    run_of |= {row.learner_id: row.run_id for row in asking}
    known = lock_learners(run_of)
    WaitingPlace.objects.filter(pk__in=[place.pk for place in places]).update(
        ended_at=at, end=WaitingEnd.LEFT
    )
    Application.objects.filter(pk__in=[row.pk for row in asking]).update(
        state=ApplicationState.WITHDRAWN
    )
    log_many(places, "learning.end_queue", user=None)
    log_many(asking, "learning.end_queue", user=None)
    by_pk = {run.pk: run for run in runs}
    tell_retired(course, [(by_pk[run_of[pk]], person) for pk, person in known.items()])
    return len(known)
