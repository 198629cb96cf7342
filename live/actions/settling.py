"""After a session: who attended it gets one fact, and who did not after all keeps none."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Greatest

from core.doorbell import wake
from learning.actions import record_for_many, void_for_many
from learning.models import ActivityResult, Enrollment, ResultKind
from live.deciding import decide_all
from live.models import LiveSession
from live.proof import Decision

logger = logging.getLogger(__name__)

TASK: Final = "live.settle_sessions"
SECONDS: Final = 45.0
# On SQLite a sweep lets others write between its transactions.
PAUSE_SECONDS: Final = 0.01
CORRECTED: Final = "Attendance was corrected"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many facts are new, and how many count no more."""

    recorded: int = 0
    voided: int = 0


def note_evidence(session: LiveSession, *, at: datetime) -> None:
    """Whoever wrote proof of it, or changed its length, says so: it is settled once more.

    It writes the session's row: nobody calls it who holds the lock of an enrollment, since settling
    locks the session first. Joining does not call it: who joined is found at the end.
    """
    latest = Greatest(Coalesce("evidence_at", Value(at)), Value(at))
    LiveSession.objects.filter(pk=session.pk).update(evidence_at=latest, settled_at=None)
    wake(TASK)


def settle_due(*, at: datetime, seconds: float = SECONDS) -> int:
    """Settle every session that is over and has proof that was not handed down. Returns how many.

    It stops after some `seconds`, and rings again for the rest.
    """
    ends_at = time.monotonic() + seconds
    count = 0
    for session in LiveSession.objects.unsettled(at):
        if session.ends_at > at:
            continue
        if time.monotonic() >= ends_at:
            wake(TASK)
            break
        try:
            settle(session=session, at=at)
            count += 1
        except Exception:  # whatever is wrong with one, the others wait behind it
            logger.exception("Session %s cannot be settled", session.pk)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return count


@transaction.atomic
def settle(*, session: LiveSession, at: datetime) -> Settled:
    """Hand down one fact for each person who attended, and void those that a correction took away.

    Nothing before the end, for a cancelled session, for one that counts for no activity, and where
    another settles it at this moment. A completion stays, and so does its fact. Repeating it
    changes nothing. All or nothing: a kill in its middle leaves what was there before.
    """
    # no_key: whoever joins at this moment neither waits nor is waited for.
    rows = LiveSession.objects.select_for_update(skip_locked=True, no_key=True)
    locked = rows.filter(pk=session.pk).first()
    if locked is None or not locked.can_count or locked.ends_at > at:
        return Settled()
    attended = {
        pk: found
        for pk, found in decide_all(locked, locked.attendances.all()).items()
        if found.counts
    }
    facts = _facts(locked)
    lost = {pk for pk, origin in facts.items() if origin == locked.pk} - attended.keys()
    people = _lock(lost | (attended.keys() - facts.keys()))
    new = [(each, _detail(locked, attended[each.pk])) for each in people if each.pk not in lost]
    recorded = record_for_many(
        lesson_key=str(locked.lesson_key),
        activity_key=locked.activity_key,
        kind=ResultKind.SESSION,
        rows=new,
        at=at,
    )
    voided = _void(locked, lost, at) if lost else 0
    LiveSession.objects.filter(pk=locked.pk).update(settled_at=at)
    return Settled(recorded, voided)


def _void(session: LiveSession, people: set[int], at: datetime) -> int:
    return void_for_many(
        lesson_key=str(session.lesson_key),
        activity_key=session.activity_key,
        kind=ResultKind.SESSION,
        people=people,
        reason=CORRECTED,
        at=at,
    )


def _facts(session: LiveSession) -> Mapping[int, int | None]:
    """Who has the fact already, and the number of the session that it came from.

    People of the run, and whoever was moved to another since.
    """
    near = Q(enrollment__run=session.run_id) | Q(
        enrollment__in=session.attendances.values("enrollment")
    )
    facts = ActivityResult.objects.valid().filter(
        near,
        lesson_key=str(session.lesson_key),
        activity_key=session.activity_key,
        kind=ResultKind.SESSION,
    )
    return {pk: detail.get("session") for pk, detail in facts.values_list("enrollment", "detail")}


def _lock(keys: set[int]) -> list[Enrollment]:
    """Of all whom this concerns, at once and in the order in which everybody locks them."""
    if not keys:
        return []
    rows = Enrollment.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _detail(session: LiveSession, decision: Decision) -> dict[str, Any]:
    return {"by": decision.by, "minutes": decision.minutes, "session": session.pk}
