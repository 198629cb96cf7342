"""One mail tells of several sessions that moved together. Where it waits still while the first of
them is moved once more or cancelled, it is not sent: the others are told by a mail of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from learning.seats import lock_learners
from live.mails import SESSION_MOVED, moved_key, write_letter
from live.models import LiveSession
from mail.models import WAITING_STATES, Delivery
from mail.queueing import Letter, queue_many


def read_joint(sessions: Collection[LiveSession]) -> list[Delivery]:
    """The mails that begin with one of these, tell of others too, and wait. One query at most."""
    keys = [each.pk for each in sessions if each.series_key is not None]
    if not keys:
        return []
    rows = Delivery.objects.transactional().filter(
        state__in=WAITING_STATES,
        template=SESSION_MOVED,
        context__session__in=keys,
        context__others__0__isnull=False,
    )
    return list(rows.order_by("user_id"))


def tell_others(joint: Sequence[Delivery], *, told: Collection[LiveSession]) -> None:
    """What these mails, which are not sent, said of sessions but those that are `told` anew.

    Those that were moved or cancelled by themselves since have a mail of their own. Three queries,
    and none where no mail waited. The caller holds no lock on people that stands behind theirs.
    """
    if not joint:
        return
    named = {entry.get("session") for row in joint for entry in row.context["others"]}
    rows = LiveSession.objects.uncancelled().filter(pk__in=named - {each.pk for each in told})
    current = dict(rows.values_list("pk", "sequence"))
    if current:
        queue_many(_letters(joint, current))


def _letters(joint: Sequence[Delivery], current: dict[int, int]) -> Iterator[Letter]:
    people = lock_learners(row.user_id for row in joint if row.user_id)
    for row in joint:
        rest = [
            entry
            for entry in row.context["others"]
            if (number := entry.get("sequence")) is not None
            and current.get(entry["session"]) == number
        ]
        reader = people.get(row.user_id or 0)
        if rest and reader is not None and reader.is_active:
            first, enrollment = rest[0], row.context["enrollment"]
            key = moved_key(enrollment, first["session"], first["sequence"])
            yield write_letter(SESSION_MOVED, key, reader, enrollment, _values(row.context, rest))


def _values(said: dict[str, Any], rest: list[dict[str, Any]]) -> dict[str, Any]:
    part = rest[0].get("part", "")
    return {**said, **rest[0], "others": rest[1:], "part": part, "has_new_time": True}
