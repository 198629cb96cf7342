"""Enroll, withdraw, return: always on the one row of (learner, run)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseRun
from learning.mails import confirm_enrollment
from learning.models import Enrollment
from learning.moments import say_moment
from learning.origins import read_origins
from learning.seats import EnrollmentRefused, free_seats, lock_run_of, lock_runs
from users.models import User

from .completing import refresh_percent


class EnrollmentClosed(EnrollmentRefused):
    """The dates of the run do not let people enroll."""


class RunFull(EnrollmentRefused):
    """Every seat is taken."""


class AlreadyCompleted(EnrollmentRefused):
    """Nobody withdraws from what they have completed."""


@transaction.atomic
def enroll(*, learner: User, run: CourseRun, at: datetime, by: User | None = None) -> Enrollment:
    """Give the learner a seat; whoever withdrew returns to the same row with all they had done.

    Idempotent: whoever is enrolled stays so, without a second mail. The lock on the run makes
    the last seat safe under parallel requests; that on the learner keeps a mail from being written
    to somebody who is being erased. Raises EnrollmentClosed or RunFull.
    """
    locked = lock_runs(run.pk)[run.pk]
    enrollment = Enrollment.objects.filter(learner=learner, run=locked).first()
    if enrollment is not None and enrollment.withdrawn_at is None:
        return enrollment
    require_open(locked, at=at)
    require_seat(locked)
    _lock_learner(learner)
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
    log(instance=enrollment, action="learning.enroll", user=by or learner)
    confirm_enrollment(enrollment)
    return enrollment


def _lock_learner(learner: User) -> None:
    """Raises EnrollmentClosed for somebody who was erased while their request was on its way."""
    rows = User.objects.select_for_update().filter(pk=learner.pk, erased_at=None)
    if not list(rows.values_list("pk", flat=True)):
        raise EnrollmentClosed(_("This account is closed."))


def require_open(run: CourseRun, *, at: datetime) -> None:
    """Raises EnrollmentClosed with the reason and what to do."""
    if run.is_open_for_enrollment(at=at):
        return
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


def require_seat(run: CourseRun) -> None:
    """Raises RunFull. Call it with the run locked."""
    if free_seats(run) == 0:
        raise RunFull(
            _(
                "All seats are taken. A seat is free again when somebody withdraws: "
                "come back later, or choose another run."
            )
        )


@transaction.atomic
def withdraw(*, enrollment: Enrollment, at: datetime, by: User | None = None) -> bool:
    """Give the seat back; all results stay. False where the learner had withdrawn before.

    The lock on the run lets nobody count its seats meanwhile. Raises AlreadyCompleted or
    MovedMeanwhile.
    """
    lock_run_of(enrollment)
    is_open = Enrollment.objects.filter(pk=enrollment.pk, completed_at=None, withdrawn_at=None)
    if is_open.update(withdrawn_at=at):
        enrollment.withdrawn_at = at
        log(instance=enrollment, action="learning.withdraw", user=by or enrollment.learner)
        return True
    enrollment.refresh_from_db(fields=["completed_at", "withdrawn_at"])
    if enrollment.withdrawn_at is None:
        raise AlreadyCompleted(_("You have completed this course: it stays among your courses."))
    return False
