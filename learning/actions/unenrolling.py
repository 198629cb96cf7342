"""The course team unenrolls a learner, and may take that back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseRun
from learning.models import Application, ApplicationState, Enrollment
from learning.way_in import has_left_by_themselves

from .enrolling import enroll, withdraw

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def unenroll(*, enrollment: Enrollment, by: User, reason: str, at: datetime) -> bool:
    """Free the seat; all results stay. False where the learner had no seat any more.

    They come back by themselves only as anybody comes: a yes of the team does not outlive it.
    Raises what `withdraw` raises, and ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError(_("Say why."))
    if not withdraw(enrollment=enrollment, at=at, by=by):
        return False
    accepted = Application.objects.filter(state=ApplicationState.ACCEPTED, run=enrollment.run_id)
    accepted.filter(learner=enrollment.learner_id).update(
        state=ApplicationState.WITHDRAWN, decided_at=None, decided_by=None
    )
    _log(enrollment, "learning.unenroll", by, reason)
    return True


@transaction.atomic
def enroll_again(*, enrollment: Enrollment, by: User, reason: str, at: datetime) -> bool:
    """Bring back whom the team unenrolled, with all results. False where they have a seat.

    Whoever left by their own will is not brought back: that raises ValueError, as no reason
    does. Raises what `enroll` raises.
    """
    if not reason.strip():
        raise ValueError(_("Say why."))
    # First the run, as everywhere: two clicks at once must not both find that the seat is gone.
    CourseRun.objects.select_for_update(of=("self",), no_key=True).get(pk=enrollment.run_id)
    fresh = Enrollment.objects.select_related("learner", "run").get(pk=enrollment.pk)
    if fresh.withdrawn_at is None:
        return False
    if has_left_by_themselves(fresh):
        raise ValueError(_("This person left the run. Only they can come back."))
    enroll(learner=fresh.learner, run=fresh.run, at=at, by=by)
    _log(fresh, "learning.enroll_again", by, reason)
    return True


def _log(enrollment: Enrollment, action: str, by: User, reason: str) -> None:
    log(instance=enrollment, action=action, user=by, data={"reason": reason.strip()[:200]})
