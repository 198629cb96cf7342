"""More time for one learner, and whether somebody wants reminders."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.mails import tell_extension
from learning.models import Enrollment, NoReminders
from learning.schedule import deadline_of
from learning.seats import lock_learners
from users.models import User


class NotExtended(Exception):
    """The text says why."""


@transaction.atomic
def extend_deadline(
    *, enrollment: Enrollment, until: datetime, reason: str, by: User, at: datetime
) -> bool:
    """This learner has time until then. False where they had it already. They are told once.

    Raises NotExtended where that would be less time than they have, or where there is no deadline.
    """
    # The learner first, as everywhere: somebody may be erasing them, or cancelling the run.
    is_there = bool(lock_learners([enrollment.learner_id]))
    rows = Enrollment.objects.select_related("run__course__provider", "learner")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=enrollment.pk)
    if locked.extended_until == until:
        return False
    before = deadline_of(locked.run, locked.extended_until)
    if before is None:
        raise NotExtended(_("This run has no end: there is nothing to extend."))
    if until <= before or until <= at:
        raise NotExtended(_("Choose a moment after the one until which there is time now."))
    if locked.withdrawn_at is not None or locked.completed_at is not None:
        raise NotExtended(_("This learner has completed the course, or left it."))
    if not is_there:
        raise NotExtended(_("This account is closed."))
    locked.extended_until = until
    locked.save(update_fields=["extended_until"])
    data = {"reason": reason, "until": until.isoformat()}
    log(instance=locked, action="learning.extend_deadline", user=by, data=data)
    tell_extension(locked)
    return True


def stop_reminders(*, user: User, at: datetime) -> None:
    """None any more, in whatever course. Idempotent."""
    NoReminders.objects.get_or_create(user=user, defaults={"since": at})


def resume_reminders(*, user: User) -> None:
    """As before they were stopped. Idempotent."""
    NoReminders.objects.filter(user=user).delete()
