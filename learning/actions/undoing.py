"""Take back what staff did to a learner's record, and leave what the learner did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.models import ActivityResult, Enrollment, ResultKind
from learning.standing import read_standing

from .completing import lock_enrollment, store_progress

if TYPE_CHECKING:
    from users.models import User

# What nobody but staff records.
BY_STAFF: Final = (ResultKind.EXCUSED, ResultKind.BY_HAND)


@transaction.atomic
def take_back(
    *, enrollment: Enrollment, lesson_key: str | UUID, by: User, reason: str, at: datetime
) -> int:
    """What was excused or counted by hand in this lesson counts no more. Returns how many facts.

    The rows stay, with who and why; a completion stays a completion. Repeating it changes
    nothing. Raises ValueError without a reason.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise ValueError(_("Say why."))
    locked = lock_enrollment(enrollment)
    facts = ActivityResult.objects.valid().filter(
        enrollment=locked, lesson_key=str(lesson_key), kind__in=BY_STAFF
    )
    count = facts.update(voided_at=at, voided_by=by, void_reason=reason)
    if count:
        store_progress(read_standing(locked), at=at, by=by)
        log(
            instance=locked,
            action="learning.take_back",
            user=by,
            data={"lesson": str(lesson_key), "reason": reason},
        )
    return count
