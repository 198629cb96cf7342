"""Seats: the one count of who takes one, and the locks under which seats change hands.

Locks are taken in this order, everywhere: runs by pk, then the learner, then the enrollment.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from courses.models import CourseRun
from learning.models import Enrollment


class EnrollmentRefused(Exception):
    """The text tells the person what to do."""


class MovedMeanwhile(EnrollmentRefused):
    """The learner was put into another run between reading and locking."""


def seats_taken(run_ids: Iterable[int]) -> dict[int, int]:
    """Seats taken by run; a run in which nobody has one is left out. One query.

    Whoever withdrew has given theirs back. So has whoever was erased: erasure locks the learner
    and no run, so nothing is written for it; the seat is free from the moment it commits.
    """
    found = Enrollment.objects.with_seat().filter(run__in=list(run_ids)).order_by()
    return dict(found.values_list("run").annotate(number=Count("pk")))


def free_seats(run: CourseRun) -> int | None:
    """Free seats of a run; None where there is no limit. At most one query."""
    if run.capacity is None:
        return None
    return max(0, run.capacity - seats_taken([run.pk]).get(run.pk, 0))


def lock_runs(*run_ids: int) -> dict[int, CourseRun]:
    """The runs with their courses, locked until the transaction ends. One query."""
    rows = CourseRun.objects.select_for_update(of=("self",)).select_related("course")
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
