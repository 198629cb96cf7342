"""The host's list: who came, said by somebody who saw it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.models import Enrollment
from live.models import Attendance, LiveSession, Source
from users.models import User

from .refusing import NotSaid
from .settling import note_evidence


@dataclass(frozen=True, slots=True)
class Listed:
    """How many stand on the list by this, with other minutes by this, and no more; and of how many
    it says what was said meanwhile."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    left: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)


@transaction.atomic
def list_attendance(
    *,
    session: LiveSession,
    came: Mapping[int, int | None],
    not_came: Collection[int] = (),
    shown: Mapping[int, int | None] | None = None,
    by: User,
    at: datetime,
) -> Listed:
    """Who came, by enrollment, and for how many minutes (None: the whole time); who did not.

    Of everybody else nothing changes, so two hosts may list at once. `shown`: the minutes of each
    that stood on the page, None for none; where the list says something else by now, that stays.
    People of the run alone can be listed; whoever left it since can still be taken off. What other
    proofs say stays. It is settled once more. Idempotent. Raises NotSaid before the session opens,
    and for a cancelled one.
    """
    # no_key: whoever joins at this moment neither waits nor is waited for.
    locked = LiveSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if locked.cancelled_at is not None:
        raise NotSaid(_("The session is cancelled: nobody came."))
    if at < locked.opens_at:
        raise NotSaid(_("The list opens 15 minutes before the session."))
    listed = _listed(locked)
    wanted: dict[int, int | None] = {pk: _minutes(locked, said) for pk, said in came.items()}
    wanted |= dict.fromkeys(not_came)
    left = _said_meanwhile(wanted, listed, shown or {})
    now = {pk: said for pk, said in wanted.items() if said is not None and pk not in left}
    changed = [pk for pk, said in now.items() if pk in listed and listed[pk] != said]
    added = _in_run(locked, [pk for pk in now if pk not in listed])
    removed = [pk for pk in not_came if pk in listed and pk not in left]
    done = Listed(len(added), len(changed), len(removed), len(left))
    if done.is_nothing:
        return done
    _write(locked, {pk: now[pk] for pk in sorted([*added, *changed])}, by, at)
    locked.attendances.filter(source=Source.LIST, enrollment__in=removed).delete()
    log(
        instance=locked,
        action="live.list_attendance",
        user=by,
        data={"listed": sorted([*added, *changed]), "taken_off": sorted(removed)},
    )
    note_evidence(locked, at=at)
    return done


def _said_meanwhile(
    wanted: Mapping[int, int | None],
    listed: Mapping[int, int],
    shown: Mapping[int, int | None],
) -> set[int]:
    """Of whom the list says neither what the page showed nor what is wanted."""
    return {
        pk for pk, said in wanted.items() if pk in shown and listed.get(pk) not in (shown[pk], said)
    }


def _listed(session: LiveSession) -> dict[int, int]:
    rows = session.attendances.filter(source=Source.LIST)
    return {pk: said or 0 for pk, said in rows.values_list("enrollment", "minutes")}


def _minutes(session: LiveSession, said: int | None) -> int:
    return session.length if said is None else max(0, min(said, session.length))


def _in_run(session: LiveSession, people: Collection[int]) -> list[int]:
    if not people:
        return []
    rows = Enrollment.objects.active().filter(run=session.run_id, pk__in=people)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _write(session: LiveSession, minutes: Mapping[int, int], by: User, at: datetime) -> None:
    """The first moment stays; who said it is the one who said it last."""
    rows = [
        Attendance(
            session=session, enrollment_id=pk, source=Source.LIST, at=at, minutes=said, by=by
        )
        for pk, said in minutes.items()
    ]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "enrollment", "source"],
        update_fields=["minutes", "by"],
    )
