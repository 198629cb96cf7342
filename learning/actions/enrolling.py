"""Enroll, withdraw, return: always on the one row of (learner, run)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.moments import say_moment
from courses.models import CourseRun
from learning.mails import confirm_enrollment
from learning.models import Enrollment, WaitingEnd, WaitingPlace
from learning.origins import read_origins
from learning.prerequisites import require_prerequisites
from learning.seats import (
    EnrollmentRefused,
    free_seats,
    is_retired,
    lock_learners,
    lock_run_of,
    lock_runs,
)
from learning.way_in import may_return, require_way
from users.models import User

from .completing import refresh_percent
from .moving_up import end_waiting, move_up
from .parts import enroll_in_parts, lock_parts, require_parts


class EnrollmentClosed(EnrollmentRefused):
    """The dates of the run do not let people enroll."""


class RunFull(EnrollmentRefused):
    """Every seat is taken."""


class AlreadyCompleted(EnrollmentRefused):
    """Nobody withdraws from what they have completed."""


@transaction.atomic
def enroll(
    *,
    learner: User,
    run: CourseRun,
    at: datetime,
    by: User | None = None,
    code: str = "",
    is_admitted: bool = False,
    is_told: bool = True,
) -> Enrollment:
    """Give the learner a seat; whoever withdrew returns to the same row with all they had done.

    Idempotent: whoever is enrolled stays so, without a second mail. Whom the team unenrolled comes
    back by themselves in the way in which others come. Who was offered a seat takes
    that one; nobody takes one for which others wait. The lock on the run makes the last seat safe
    under parallel requests; that on the learner keeps a mail from being written to somebody who is
    being erased. `code`: of an invitation. `is_admitted`: the team said yes, which holds until the
    end of the run. A programme takes them into its courses too, or not at all. `is_told`: by the
    mail that confirms it, unless the caller writes one of its own. Raises EnrollmentClosed,
    RunFull, PrerequisitesMissing, WayClosed, PartFull or PartClosed.
    """
    locked = lock_runs(run.pk)[run.pk]
    enrollment = Enrollment.objects.filter(learner=learner, run=locked).first()
    if enrollment is not None and enrollment.withdrawn_at is None:
        return enrollment
    if not is_admitted:
        require_open(locked, at=at)
    elif locked.has_ended(at=at):
        raise EnrollmentClosed(_("This course has ended. Look for its next run on its page."))
    place = WaitingPlace.objects.open().filter(learner=learner, run=locked).first()
    is_let_in = is_admitted or place is not None
    if enrollment is None and not is_let_in:
        require_prerequisites(locked, learner)
        require_way(locked, learner, code=code, at=at)
    elif enrollment is not None and not (by or is_let_in or may_return(locked, enrollment)):
        require_way(locked, learner, code=code, at=at)
    if place is None or not place.is_offered(at=at):
        require_seat(locked, place)
    parts = lock_parts(locked)
    require_parts(parts, learner, at=at)
    lock_learner(learner)
    if enrollment is None:
        origin = read_origins([learner])[learner.pk]
        enrollment = Enrollment.objects.create(
            learner=learner,
            run=locked,
            enrolled_at=at,
            rule=locked.course.completion_rule,
            country=origin.country,
            affiliation_kind=origin.affiliation_kind,
        )
    else:
        enrollment.withdrawn_at = None
        enrollment.enrolled_count += 1
        enrollment.save(update_fields=["withdrawn_at", "enrolled_count"])
        refresh_percent(enrollment=enrollment, at=at)
    if place is not None:
        end_waiting(locked, [learner.pk], end=WaitingEnd.ENROLLED, at=at)
    log(instance=enrollment, action="learning.enroll", user=by or learner)
    enroll_in_parts([enrollment], parts, by=by or learner, at=at)
    if is_told:
        confirm_enrollment(enrollment)
    return enrollment


def lock_learner(learner: User) -> None:
    """Raises EnrollmentClosed for somebody who was erased while their request was on its way."""
    if not lock_learners([learner.pk]):
        raise EnrollmentClosed(_("This account is closed."))


def require_open(run: CourseRun, *, at: datetime) -> None:
    """Raises EnrollmentClosed with the reason and what to do."""
    if is_retired(run):
        raise EnrollmentClosed(
            _("This course is not offered any more. Its page says where to look instead.")
        )
    if run.is_open_for_enrollment(at=at):
        return
    if run.cancelled_at is not None:
        raise EnrollmentClosed(
            _("This run was cancelled. Look for the next one on the page of the course.")
        )
    if run.archived_at is not None or (run.ends_at is not None and at >= run.ends_at):
        raise EnrollmentClosed(_("This course has ended. Look for its next run on its page."))
    if run.opens_at is None:
        raise EnrollmentClosed(
            _("Enrollment has not been announced yet. Come back to the page of the course.")
        )
    if at < run.opens_at:
        opens = say_moment(run.opens_at, run.time_zone)
        raise EnrollmentClosed(
            _("Enrollment opens on %(moment)s. Come back then.") % {"moment": opens}
        )
    raise EnrollmentClosed(
        _("Enrollment has closed. Look for the next run on the page of the course.")
    )


def require_seat(run: CourseRun, place: WaitingPlace | None = None) -> None:
    """Raises RunFull. Call it with the run locked; `place`: that of a learner who waits."""
    if free_seats(run) != 0:
        return
    if place is None:
        raise RunFull(_("All seats are taken. Join the waiting list, or choose another run."))
    if place.offer_ends_at is None:
        raise RunFull(_("You are on the waiting list. We write to you when a seat is yours."))
    raise RunFull(
        _("Your seat was kept until %(moment)s. You can join the waiting list again.")
        % {"moment": say_moment(place.offer_ends_at, run.time_zone)}
    )


@transaction.atomic
def withdraw(*, enrollment: Enrollment, at: datetime, by: User | None = None) -> bool:
    """Give the seat back; all results stay. False where the learner had withdrawn before.

    Under the lock on the run the seat is offered to who waits first. Raises AlreadyCompleted or
    MovedMeanwhile.
    """
    run = lock_run_of(enrollment)[enrollment.run_id]
    is_open = Enrollment.objects.filter(pk=enrollment.pk, completed_at=None, withdrawn_at=None)
    if is_open.update(withdrawn_at=at):
        enrollment.withdrawn_at = at
        log(instance=enrollment, action="learning.withdraw", user=by or enrollment.learner)
        move_up(run, at=at)
        return True
    enrollment.refresh_from_db(fields=["completed_at", "withdrawn_at"])
    if enrollment.withdrawn_at is None:
        raise AlreadyCompleted(_("You have completed this course: it stays among your courses."))
    return False
