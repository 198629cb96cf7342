"""A session does not take place: everybody in the run hears why, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.actions import change_run
from courses.models import CourseRun
from live.models import LiveSession
from live.telling import tell_cancelled
from users.models import User

from .moving import ChangedMeanwhile, NotChanged, lock_session, was_held


@transaction.atomic
def cancel_session(
    *,
    session: LiveSession,
    reason: str,
    drops: bool,
    by: User,
    at: datetime,
    sequence: int | None = None,
) -> int:
    """Returns how many people are told. `reason` goes into every mail as it is.

    `drops`: the run asks for this activity of the course no more, which may complete people;
    otherwise its place is free, and the session is planned anew. Cannot be undone. Idempotent:
    nobody hears of it twice. `sequence`: of the version that the host saw, where it was shown.
    Raises NotChanged where it was held, ChangedMeanwhile where it is another version.
    """
    run = CourseRun.objects.select_for_update(no_key=True).get(pk=session.run_id)
    locked = lock_session(session)
    if locked.cancelled_at is not None:
        return 0
    if was_held(locked, at=at):
        raise NotChanged(_("This session was held: it cannot be cancelled any more."))
    if sequence is not None and locked.sequence != sequence:
        raise ChangedMeanwhile(
            _(
                "Nothing is cancelled yet: somebody changed this session while you wrote. Above "
                "stands what holds now, and what you typed below. Press once more to cancel it."
            )
        )
    mark_cancelled(locked, reason=reason, at=at)
    log(instance=locked, action="live.cancel_session", user=by, data={"drops": drops})
    if drops and locked.activity_key:
        pairs = {*run.dropped_pairs, (str(locked.lesson_key), locked.activity_key)}
        change_run(run=run, values={"dropped": [[*pair] for pair in sorted(pairs)]}, by=by, at=at)
    return tell_cancelled(locked, at=at) if locked.ends_at > at else 0


def mark_cancelled(session: LiveSession, *, reason: str, at: datetime) -> None:
    """Calendars say so for a while under the same name."""
    session.cancelled_at, session.cancel_reason = at, reason
    session.sequence, session.changed_at = session.sequence + 1, at
    session.save(update_fields=["cancelled_at", "cancel_reason", "sequence", "changed_at"])
