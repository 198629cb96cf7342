"""Seats: the one count of who takes one, and the locks under which seats change hands.

Locks are taken in this order, everywhere: runs by pk, then learners by pk, then their enrollments
and places on the waiting list. Runs are locked `no_key`: a learner's own work refers to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courses.models import Course, CourseRun
from learning.models import Enrollment, WaitingPlace
from users.models import User


class EnrollmentRefused(Exception):
    """The text tells the person what to do."""


class MovedMeanwhile(EnrollmentRefused):
    """The learner was put into another run between reading and locking."""


@dataclass(frozen=True, slots=True)
class Seats:
    """How many people are in a run, have been offered a seat, and wait for one."""

    enrolled: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def spoken_for(self) -> int:
        """Nobody jumps the queue: what gets free belongs to whoever waits."""
        return self.enrolled + self.offered + self.waiting


def count_seats(run_ids: Iterable[int]) -> dict[int, Seats]:
    """By run; one with which nobody has to do is left out. Two queries.

    Whoever withdrew has given the seat back. So has whoever was erased: erasure locks the learner
    and no run, so nothing is written for it; the seat is free from the moment it commits.
    """
    ids = list(run_ids)
    enrolled = count_enrolled(ids)
    is_offered = Q(offered_at__isnull=False)
    places = {
        run: (offered, waiting)
        for run, offered, waiting in WaitingPlace.objects.open()
        .filter(run__in=ids)
        .order_by()
        .values_list("run")
        .annotate(offered=Count("pk", filter=is_offered), waiting=Count("pk", filter=~is_offered))
    }
    return {
        run: Seats(enrolled.get(run, 0), *places.get(run, (0, 0)))
        for run in enrolled.keys() | places.keys()
    }


def count_enrolled(run_ids: Iterable[int]) -> dict[int, int]:
    """Those of the seats in which somebody sits. One query."""
    found = Enrollment.objects.with_seat().filter(run__in=list(run_ids)).order_by()
    return dict(found.values_list("run").annotate(number=Count("pk")))


def seats_taken(run_ids: Iterable[int]) -> dict[int, int]:
    """Seats that nobody new can have, by run. Two queries."""
    return {run: seats.spoken_for for run, seats in count_seats(run_ids).items()}


def free_seats(run: CourseRun) -> int | None:
    """Seats for whoever comes now; None where there is no limit. At most two queries."""
    if run.capacity is None:
        return None
    return max(0, run.capacity - seats_taken([run.pk]).get(run.pk, 0))


def is_retired(run: CourseRun) -> bool:
    """Whether its course takes nobody new. One query: a lock on the run reads no course again."""
    return Course.objects.filter(pk=run.course_id).exclude(retired_at=None).exists()


def lock_runs(*run_ids: int) -> dict[int, CourseRun]:
    """The runs with their courses, locked until the transaction ends. One query.

    Not their keys: what learners in them do meanwhile refers to the run, and waits for nobody.
    """
    rows = CourseRun.objects.select_for_update(of=("self",), no_key=True).select_related("course")
    return {run.pk: run for run in rows.filter(pk__in=run_ids).order_by("pk")}


def lock_run_of(enrollment: Enrollment, *others: int) -> dict[int, CourseRun]:
    """Lock the run that this enrollment is in, and `others`. Two queries.

    Raises MovedMeanwhile where the row was moved elsewhere since the caller read it: a lock on a
    third run would come too late to stand in order.
    """
    locked = lock_runs(enrollment.run_id, *others)
    if not Enrollment.objects.filter(pk=enrollment.pk, run__in=locked).exists():
        raise MovedMeanwhile(
            _("This enrollment was moved to another run meanwhile. Open it there and try again.")
        )
    return locked


def lock_learners(learner_ids: Iterable[int]) -> dict[int, User]:
    """Those of them who were not erased, who cannot be until the transaction ends. One query.

    It keeps a mail from being written to somebody who is being erased. Whoever inserts a row
    about them need not wait.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=list(learner_ids))
    return {user.pk: user for user in rows.filter(erased_at=None).order_by("pk")}
