"""What can be done for one learner. Each deed runs once: a second click, or a page that lay open
while somebody else did something, changes nothing and says so.

A deed joins the actions of `learning` and `quizzes` under the lock of the enrollment, so that what
it finds still holds when it acts. Locks are taken as everywhere: runs by id, then the enrollment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import CourseRun
from learning.actions import (
    EnrollmentRefused,
    complete_by_hand,
    excuse,
    lock_enrollment,
    move_to_run,
)
from learning.actions.undoing import take_back
from learning.actions.unenrolling import enroll_again, has_left_by_themselves, unenroll
from learning.models import Enrollment
from learning.progress import ActivityPair
from learning.seats import lock_learners
from learning.standing import Standing, read_standing
from quizzes.actions import reset_attempts
from quizzes.models import Attempt
from users.models import User


class Deed(models.TextChoices):
    EXCUSE = "excuse", gettext_lazy("Excuse")
    BY_HAND = "by-hand", gettext_lazy("Complete by hand")
    TAKE_BACK = "take-back", gettext_lazy("Take back")
    COMPLETE = "complete", gettext_lazy("Complete the course by hand")
    RESET = "reset", gettext_lazy("Reset attempts")
    MOVE = "move", gettext_lazy("Move to another run")
    UNENROLL = "unenroll", gettext_lazy("Unenroll")
    ENROLL_AGAIN = "enroll-again", gettext_lazy("Enroll again")


class NotDone(Exception):
    """Nothing was changed. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants what, and why. `seen` is what the page showed: see `reset` and `move`."""

    by: User
    at: datetime
    reason: str
    lesson_key: str = ""
    activity_key: str = ""
    seen: int | None = None
    run: CourseRun | None = None


def do(deed: Deed, enrollment: Enrollment, order: Order) -> None:
    """Raises NotDone where nothing is left to do, or where it may not be done."""
    try:
        DEEDS[deed](enrollment, order)
    except EnrollmentRefused as refusal:
        raise NotDone(str(refusal)) from None


def missing_in(standing: Standing, lesson_key: str = "") -> list[ActivityPair]:
    """What this learner has still to do in the lesson, or in the whole course."""
    pairs = [step.pair for step in standing.progress.missing]
    return [pair for pair in pairs if not lesson_key or pair[0] == lesson_key]


@transaction.atomic
def _excuse(enrollment: Enrollment, order: Order) -> None:
    locked, pairs = _missing(enrollment, order)
    excuse(enrollment=locked, activities=pairs, by=order.by, reason=order.reason, at=order.at)


@transaction.atomic
def _count_by_hand(enrollment: Enrollment, order: Order) -> None:
    """A lesson, or without one everything that is missing."""
    locked, pairs = _missing(enrollment, order)
    complete_by_hand(
        enrollment=locked, activities=pairs, by=order.by, reason=order.reason, at=order.at
    )


def _missing(enrollment: Enrollment, order: Order) -> tuple[Enrollment, list[ActivityPair]]:
    is_there = bool(lock_learners([enrollment.learner_id]))
    locked = lock_enrollment(enrollment)
    if not is_there:
        raise NotDone(_("This account is closed."))
    if locked.withdrawn_at is not None:
        raise NotDone(_("Nothing was changed: this person has no seat in the run any more."))
    pairs = missing_in(read_standing(locked), order.lesson_key)
    if not pairs:
        raise NotDone(
            _(
                "Nothing was changed: nothing of this is missing any more. It was done in the "
                "meantime, perhaps in another window."
            )
        )
    return locked, pairs


@transaction.atomic
def _take_back(enrollment: Enrollment, order: Order) -> None:
    count = take_back(
        enrollment=enrollment,
        lesson_key=order.lesson_key,
        by=order.by,
        reason=order.reason,
        at=order.at,
    )
    if not count:
        raise NotDone(
            _("Nothing was changed: nothing of this lesson is excused or counted by hand any more.")
        )


@transaction.atomic
def _reset(enrollment: Enrollment, order: Order) -> None:
    """`seen`: the number of the last attempt that the page showed."""
    locked = lock_enrollment(enrollment)
    attempts = Attempt.objects.valid().filter(
        enrollment=locked, lesson_key=order.lesson_key, activity_key=order.activity_key
    )
    last = attempts.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        raise NotDone(_("Nothing was changed: the check is open again already."))
    if last != order.seen:
        raise NotDone(
            _("Nothing was changed: the check was answered once more in the meantime. Look again.")
        )
    reset_attempts(
        enrollment=locked,
        lesson_key=order.lesson_key,
        activity_key=order.activity_key,
        by=order.by,
        reason=order.reason,
        at=order.at,
    )


@transaction.atomic
def _move(enrollment: Enrollment, order: Order) -> None:
    """`seen`: the run in which the page showed them."""
    if order.run is None:
        raise NotDone(_("Nothing was changed: choose a run."))
    runs = CourseRun.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(runs.filter(pk__in=[order.seen, order.run.pk]))
    locked = lock_enrollment(enrollment)
    if locked.run_id != order.seen:
        raise NotDone(
            _("Nothing was changed: this person was moved to “%(run)s” in the meantime.")
            % {"run": locked.run}
        )
    move_to_run(enrollment=locked, run=order.run, by=order.by, reason=order.reason, at=order.at)


@transaction.atomic
def _unenroll(enrollment: Enrollment, order: Order) -> None:
    if not unenroll(enrollment=enrollment, by=order.by, reason=order.reason, at=order.at):
        raise NotDone(_("Nothing was changed: this person has no seat in the run any more."))


@transaction.atomic
def _enroll_again(enrollment: Enrollment, order: Order) -> None:
    if enrollment.withdrawn_at is not None and has_left_by_themselves(enrollment):
        raise NotDone(_("This person left the run by their own will. Only they can come back."))
    if not enroll_again(enrollment=enrollment, by=order.by, reason=order.reason, at=order.at):
        raise NotDone(_("Nothing was changed: this person is enrolled again already."))


DEEDS: Final[Mapping[Deed, Callable[[Enrollment, Order], None]]] = {
    Deed.EXCUSE: _excuse,
    Deed.BY_HAND: _count_by_hand,
    Deed.TAKE_BACK: _take_back,
    Deed.COMPLETE: _count_by_hand,
    Deed.RESET: _reset,
    Deed.MOVE: _move,
    Deed.UNENROLL: _unenroll,
    Deed.ENROLL_AGAIN: _enroll_again,
}
