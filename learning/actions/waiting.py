"""Join and leave the waiting list of a full run. Who is offered a seat takes it by `enroll`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseRun
from learning.models import Enrollment, WaitingEnd, WaitingPlace
from learning.prerequisites import require_prerequisites
from learning.seats import EnrollmentRefused, free_seats, lock_runs
from learning.way_in import require_way
from users.models import User

from .enrolling import lock_learner, require_open
from .moving_up import move_up


class NoNeedToWait(EnrollmentRefused):
    """There is a seat, or the learner has one."""


@transaction.atomic
def join_waiting(
    *,
    learner: User,
    run: CourseRun,
    at: datetime,
    code: str = "",
    is_admitted: bool = False,
) -> WaitingPlace:
    """A place at the end of the list. Idempotent: whoever waits keeps theirs.

    A code that opens the run is used up here; nobody asks for it again. Raises EnrollmentClosed,
    PrerequisitesMissing, WayClosed, or NoNeedToWait where a seat is free or theirs.
    """
    locked = lock_runs(run.pk)[run.pk]
    places = WaitingPlace.objects.open().filter(learner=learner, run=locked)
    place = places.first()
    if place is not None:
        return place
    if not is_admitted:
        require_open(locked, at=at)
        require_prerequisites(locked, learner)
    if Enrollment.objects.active().filter(learner=learner, run=locked).exists():
        raise NoNeedToWait(_("You are enrolled in this course."))
    if free_seats(locked) != 0:
        raise NoNeedToWait(_("A seat is free: you can enroll at once."))
    if not is_admitted:
        require_way(locked, learner, code=code, at=at)
    lock_learner(learner)
    place = WaitingPlace.objects.create(learner=learner, run=locked, joined_at=at)
    log(instance=place, action="learning.join_waiting", user=learner)
    return place


@transaction.atomic
def leave_waiting(*, learner: User, run: CourseRun, at: datetime) -> bool:
    """Wait no more; a seat that was kept goes to who is next. False where they did not wait."""
    locked = lock_runs(run.pk)[run.pk]
    place = WaitingPlace.objects.open().filter(learner=learner, run=locked).first()
    if place is None:
        return False
    WaitingPlace.objects.filter(pk=place.pk).update(ended_at=at, end=WaitingEnd.LEFT)
    log(instance=place, action="learning.leave_waiting", user=learner)
    move_up(locked, at=at)
    return True
