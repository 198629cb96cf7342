"""Codes that open a run."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import get_random_string
from wagtail.log_actions import log

from courses.models import CourseRun
from learning.models import InvitationCode

if TYPE_CHECKING:
    from users.models import User

# Without what is read for something else: I and 1, O and 0.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 8


@transaction.atomic
def make_code(
    *, run: CourseRun, uses: int | None, expires_at: datetime | None, by: User, at: datetime
) -> InvitationCode:
    """A new one. `uses`: for how many people; None for any number."""
    code: InvitationCode = InvitationCode.objects.create(
        run=run,
        code=get_random_string(LENGTH, LETTERS),
        uses_allowed=uses,
        expires_at=expires_at,
        created_at=at,
    )
    log(instance=run, action="learning.make_code", user=by, data={"uses": uses})
    return code


@transaction.atomic
def revoke_code(*, code: InvitationCode, by: User, at: datetime) -> bool:
    """It opens nothing any more. False where it was revoked before."""
    if not InvitationCode.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=at):
        return False
    log(instance=code.run, action="learning.revoke_code", user=by)
    return True
