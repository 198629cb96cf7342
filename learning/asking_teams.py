"""Somebody asks for a seat: the team of the run is told, once an hour at most about a run."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from courses.rights import team_of
from learning.mails import tell_team_who_asks
from learning.models import Application
from learning.seats import lock_runs
from users.models import User

HOUR = timedelta(hours=1)


def tell_of_applications(*, at: datetime) -> int:
    """Returns of how many runs somebody was told. Safe twice, and twice at once.

    What is asked within the hour after a mail goes into the next one. An application is marked
    under the lock on its run, in the transaction of the mails.
    """
    untold = Application.objects.pending().filter(told_at=None).order_by()
    run_ids = sorted(untold.values_list("run", flat=True).distinct())
    return sum(_tell(run_id, at) for run_id in run_ids)


@transaction.atomic
def _tell(run_id: int, at: datetime) -> bool:
    run = lock_runs(run_id)[run_id]
    pending = Application.objects.pending().filter(run=run)
    untold = pending.filter(told_at=None)
    last = Application.objects.filter(run=run).aggregate(last=Max("told_at"))["last"]
    if not untold.exists() or (last is not None and at - last < HOUR):
        return False
    untold.update(told_at=at)
    if run.has_ended(at=at):  # nobody can be accepted any more
        return False
    team = {person.pk for person in team_of(run)}
    people = User.objects.filter(pk__in=team, no_application_mails=None).order_by("pk")
    tell_team_who_asks(run, people, waiting=pending.count(), at=at)
    return True
