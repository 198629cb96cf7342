"""A session is edited; where time or place change, everybody in the run is told once."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from live.changes import Change
from live.models import LiveSession
from live.models.session import LiveSessionQuerySet
from live.telling import tell_moved
from users.models import User

# What people are told of. A link or an agenda that changes tells nobody: both stand on the page.
TOLD: Final = frozenset({"starts_at", "minutes", "place", "room"})


class NotChanged(Exception):
    """The text says why, and what to do."""


class ChangedMeanwhile(NotChanged):
    """Somebody saved this session after the form was opened."""


@transaction.atomic
def change_session(
    *,
    session: LiveSession,
    values: Mapping[str, Any],
    sequence: int,
    by: User | None,
    at: datetime,
) -> tuple[LiveSession, int]:
    """The session as it is now, and how many people are told. `values` are fields of the row.

    `sequence`: of the version that the form was made of; of an older one ChangedMeanwhile is
    raised, unless it says what the row says already. Every change makes a new version. Raises
    NotChanged where the session is cancelled, and where its time changes after it was held.
    Repeating it changes nothing and tells nobody. `by` is nobody where a country changed its clock.
    """
    locked = lock_session(session)
    change = apply_change(before=locked, values=values, sequence=sequence, by=by, at=at)
    return change.now, tell_moved([change], at=at, is_by_clock=by is None)


def apply_change(
    *,
    before: LiveSession,
    values: Mapping[str, Any],
    sequence: int,
    by: User | None,
    at: datetime,
) -> Change:
    """As `change_session`, of which it is the first half: nobody is told yet. `before` is locked,
    and stays what it was."""
    changed = {name for name, value in values.items() if getattr(before, name) != value}
    if not changed:
        return Change(before, before, is_told=False)
    _check(before, changed, sequence, at)
    now = copy(before)
    for name in changed:
        setattr(now, name, values[name])
    now.sequence, now.changed_at = before.sequence + 1, at
    is_moved = bool(changed & TOLD)
    if "starts_at" in changed:
        _start_anew(before, now)
    now.save()
    action = "live.move_session" if is_moved else "live.change_session"
    log(instance=now, action=action, user=by, data={"changed": sorted(changed)})
    if "starts_at" in changed and now.starts_at >= before.ends_at:
        transaction.on_commit(partial(_forget_who_came, now))
    return Change(before, now, is_told=is_moved and now.starts_at > at)


def _forget_who_came(session: LiveSession) -> None:
    """To the old time, while the new one was being told: joining takes no lock, so it did not wait
    and saw the old time. Who joins from now on has seen the new one."""
    session.attendances.filter(at__lte=timezone.now()).delete()


def lock_session(session: LiveSession) -> LiveSession:
    """With its run, course and provider; after the run, before any person."""
    return with_lock(LiveSession.objects.all()).get(pk=session.pk)


def with_lock(rows: LiveSessionQuerySet) -> LiveSessionQuerySet:
    """As `lock_session` locks one."""
    # no_key: whoever joins at this moment neither waits nor is waited for.
    return rows.select_related("run__course__provider").select_for_update(of=("self",), no_key=True)


def was_held(session: LiveSession, *, at: datetime) -> bool:
    """Over, and somebody is known to have been there. What nobody came to may have been a slip."""
    return session.ends_at <= at and session.attendances.exists()


def _check(session: LiveSession, changed: set[str], sequence: int, at: datetime) -> None:
    if session.cancelled_at is not None:
        raise NotChanged(_("This session is cancelled: it stays as it was. Plan another one."))
    check_version(session, sequence)
    if changed & TOLD and was_held(session, at=at):
        raise NotChanged(
            _("This session was held: its time and place stay as they were. Plan another one.")
        )


def check_version(session: LiveSession, sequence: int) -> None:
    """Raises ChangedMeanwhile where the form was made of another version."""
    if session.sequence != sequence:
        raise ChangedMeanwhile(
            _(
                "Nothing is saved yet: somebody changed this session while you wrote. What you "
                "typed stands here; what holds now stands below. If you save again, yours holds."
            )
        )


def _start_anew(before: LiveSession, now: LiveSession) -> None:
    """Of a new time nobody has said that it begins later, or how long it was.

    Where it begins after the old one would have ended it is another meeting: who came to the old
    one has not come to this, and the code that was shown there opens nothing here.
    """
    now.starts_at = now.starts_at.astimezone(UTC)  # hours are added to it, not to a clock
    now.delay_minutes, now.held_minutes = 0, None
    if now.starts_at >= before.ends_at:
        now.code = ""
        now.attendances.all().delete()
