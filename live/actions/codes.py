"""The code that is shown in a session: who gives it is there."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from live.models import Attendance, LiveSession, Source
from live.proof import MINUTE
from users.models import User

from .joining import NotJoinable
from .refusing import NotSaid
from .settling import note_evidence

# No two of them are taken for each other, nor for a figure.
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 6


class WrongCode(Exception):
    """It is another one, or none was made."""


@transaction.atomic
def make_code(*, session: LiveSession, shown: str, by: User, at: datetime) -> str:
    """A new one; the one before opens nothing any more. The log never holds either.

    `shown`: the code that the host saw, or "". Where another tab has made one meanwhile, that one
    stays and is returned. Raises NotSaid for a session that is cancelled or closed.
    """
    locked = LiveSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if locked.cancelled_at is not None or at >= locked.closes_at:
        raise NotSaid(_("The session is over or cancelled: nobody can give a code any more."))
    if locked.code != shown:
        return locked.code
    code = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
    LiveSession.objects.filter(pk=locked.pk).update(code=code)
    log(instance=locked, action="live.make_code", user=by)
    return code


@transaction.atomic
def give_code(*, session: LiveSession, enrollment_id: int, typed: str, at: datetime) -> None:
    """They are there, by the code; the first moment stays. Case and blanks do not matter.

    The caller has asked whether they are in the run, and counts the tries. One INSERT while the
    session runs; then the session is asked once more, as by `join`. After its end it is settled
    once more. Raises NotJoinable, WrongCode.
    """
    if not session.is_joinable(at=at):
        raise NotJoinable
    given = _letters_of(typed)
    if not session.code or not secrets.compare_digest(given.encode(), session.code.encode()):
        raise WrongCode
    there = Attendance(session=session, enrollment_id=enrollment_id, source=Source.CODE, at=at)
    Attendance.objects.bulk_create([there], ignore_conflicts=True)
    now = LiveSession.objects.uncancelled().filter(pk=session.pk, starts_at=session.starts_at)
    as_it_is = now.first()
    if as_it_is is None:
        raise NotJoinable  # moved or cancelled since it was read
    # A minute early: it may be settled before this is written.
    if at >= as_it_is.ends_at - MINUTE:
        note_evidence(session, at=at)


def _letters_of(typed: str) -> str:
    """As it was shown: a keyboard may write wide letters, people add blanks and dashes."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(each for each in plain if each.isalnum())
