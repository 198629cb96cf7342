"""Ask to be enrolled, and what the team answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.doorbell import wake
from courses.models import CourseRun, EnrollmentMode
from learning.mails import tell_decision
from learning.models import Application, ApplicationState, Enrollment
from learning.prerequisites import require_prerequisites
from learning.seats import EnrollmentRefused, lock_runs
from users.models import User

from .enrolling import RunFull, enroll, lock_learner, require_open
from .waiting import join_waiting


class NotDecided(EnrollmentRefused):
    """There is nothing to decide any more."""


@transaction.atomic
def apply_for_seat(
    *, learner: User, run: CourseRun, answers: Sequence[str], at: datetime
) -> Application:
    """Ask the team. Whoever asked already changes nothing; after a refusal it is asked anew.

    Raises EnrollmentClosed or PrerequisitesMissing.
    """
    locked = lock_runs(run.pk)[run.pk]
    row = Application.objects.filter(learner=learner, run=locked).first()
    if row is not None and row.state in (ApplicationState.PENDING, ApplicationState.ACCEPTED):
        return row
    require_open(locked, at=at)
    require_prerequisites(locked, learner)
    if locked.enrollment_mode != EnrollmentMode.APPROVAL:
        raise NotDecided(_("Nobody has to ask for a seat in this run: enroll at once."))
    lock_learner(learner)
    row = row or Application(learner=learner, run=locked)
    row.answers = [list(pair) for pair in zip(locked.questions, answers, strict=True)]
    row.state, row.applied_at = ApplicationState.PENDING, at
    row.decided_at, row.decided_by, row.reason, row.told_at = None, None, "", None
    row.save()
    log(instance=row, action="learning.apply", user=learner)
    wake("learning.tell_of_applications")
    return row


@transaction.atomic
def take_back_application(*, learner: User, run: CourseRun) -> bool:
    """Ask no longer. False where nothing waited for an answer.

    Under the lock on the run, as the answer is: one of the two comes first.
    """
    lock_runs(run.pk)
    pending = Application.objects.pending().filter(learner=learner, run=run)
    row = pending.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        return False
    row.state = ApplicationState.WITHDRAWN
    row.save(update_fields=["state"])
    log(instance=row, action="learning.take_back_application", user=learner)
    return True


@transaction.atomic
def accept_application(*, application: Application, by: User, at: datetime) -> Enrollment | None:
    """They are in; None where all seats are taken: then they wait, and hear so. Once.

    Raises NotDecided where somebody answered meanwhile, or EnrollmentClosed after the end.
    """
    row = _decide(application, ApplicationState.ACCEPTED, by, at, "")
    try:
        with transaction.atomic():
            return enroll(learner=row.learner, run=row.run, at=at, by=by, is_admitted=True)
    except RunFull:
        join_waiting(learner=row.learner, run=row.run, at=at, is_admitted=True)
        tell_decision(row)
        return None


@transaction.atomic
def refuse_application(*, application: Application, reason: str, by: User, at: datetime) -> None:
    """With a reason, which they read. Raises NotDecided where somebody answered meanwhile."""
    tell_decision(_decide(application, ApplicationState.REFUSED, by, at, reason))


def _decide(
    application: Application, state: ApplicationState, by: User, at: datetime, reason: str
) -> Application:
    """Under the lock on the run, so that two colleagues never both decide."""
    run = lock_runs(application.run_id)[application.run_id]
    pending = Application.objects.pending().select_related("learner").filter(pk=application.pk)
    row = pending.first()
    if row is None:
        raise NotDecided(_("This was answered or taken back meanwhile."))
    lock_learner(row.learner)
    row.run = run
    row.state, row.decided_at, row.decided_by, row.reason = state, at, by, reason
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    name = "accept_application" if state == ApplicationState.ACCEPTED else "refuse_application"
    log(instance=row, action=f"learning.{name}", user=by, data={"reason": reason})
    return row
