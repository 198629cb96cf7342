"""Whether somebody may enroll in a run by themselves, and what they would have to do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from courses.models import CourseRun, EnrollmentMode
from learning.models import (
    AffiliationKind,
    Application,
    ApplicationState,
    Enrollment,
    InvitationCode,
    WaitingPlace,
)
from learning.origins import read_origins
from learning.seats import EnrollmentRefused

if TYPE_CHECKING:
    from users.models import User

MEMBERS = (AffiliationKind.FULL, AffiliationKind.ASSOCIATE)


class WayClosed(EnrollmentRefused):
    """Not in this way."""


def require_way(run: CourseRun, learner: User, *, code: str, at: datetime) -> None:
    """Raises WayClosed with what to do. A code is used up by this: call it with the run locked.

    Open runs ask nothing; members and applications one query each, a code a query and one UPDATE.
    Whoever gave a code to join the waiting list has used it, however their place ended.
    """
    mode = run.enrollment_mode
    if mode == EnrollmentMode.CLOSED:
        raise WayClosed(_("The secretariat enrolls people in this run. Ask them for a seat."))
    if mode == EnrollmentMode.MEMBERS and not is_of_a_member(learner):
        raise WayClosed(
            _(
                "This run is for people of CityNet’s members. "
                "If you work for one, say so in your profile first."
            )
        )
    if mode == EnrollmentMode.APPROVAL and not _is_accepted(run, learner):
        raise WayClosed(_("The team of this course decides. Ask for a seat first."))
    is_open = mode != EnrollmentMode.CODE or _has_waited(run, learner) or _use(code, run, at)
    if not is_open:
        raise WayClosed(
            _("This code does not open this run. Look at it once more, or ask who gave it to you.")
        )


def may_return(run: CourseRun, earlier: Enrollment) -> bool:
    """Whether whoever was in this run comes back without being asked anything.

    Where not everybody may enroll, whom the team unenrolled comes in the way in which others come.
    No query in an open run.
    """
    return run.enrollment_mode == EnrollmentMode.OPEN or has_left_by_themselves(earlier)


def has_left_by_themselves(enrollment: Enrollment) -> bool:
    """Whether it was the learner who withdrew last. One query."""
    entries = ModelLogEntry.objects.for_instance(enrollment).filter(action="learning.withdraw")
    who = entries.order_by("-timestamp", "-pk").values_list("user_id", flat=True).first()
    return who is None or who == enrollment.learner_id


def is_of_a_member(learner: User) -> bool:
    """By what they say in their profile; nobody checks it. One query."""
    return read_origins([learner])[learner.pk].affiliation_kind in MEMBERS


def _is_accepted(run: CourseRun, learner: User) -> bool:
    accepted = Application.objects.filter(state=ApplicationState.ACCEPTED)
    return accepted.filter(run=run, learner=learner).exists()


def _has_waited(run: CourseRun, learner: User) -> bool:
    return WaitingPlace.objects.filter(run=run, learner=learner).exists()


def _use(code: str, run: CourseRun, at: datetime) -> bool:
    """Claim one use: fifty people at once get as many as there are."""
    codes = InvitationCode.objects.usable(at=at).filter(run=run, code=normal(code))
    return bool(codes.update(used_count=F("used_count") + 1))


def normal(code: str) -> str:
    """As people copy a code: with spaces and dashes, in whatever case."""
    return "".join(each for each in code.upper() if each.isalnum())[:20]
