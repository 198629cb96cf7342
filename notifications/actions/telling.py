"""Tell many people what happened: a line in the notification centre, and a letter at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from mail.queueing import Letter, queue_many
from notifications.kinds import Kind, kind_of
from notifications.letters import plain_letter, with_way_out
from notifications.models import Choice, Notice, Way
from notifications.wishes import wish
from users.models import User

CHUNK = 1000
Values = Mapping[str, Any]


@transaction.atomic
def tell(
    *,
    kind: str,
    about: str,
    people: Iterable[User],
    values: Values | Callable[[User], Values],
    target: tuple[str, list[Any]],
    at: datetime,
    letter: Callable[[User], Letter] | None = None,
) -> int:
    """Each of them hears of it in the way that they chose. Returns how many had not heard before.

    `about` makes it once for each person and kind: telling twice is telling once. `target` is a
    route and its arguments. Without `letter` whoever wants a mail gets the line and the link.
    Four queries for a thousand people. Locks them: after runs, before their enrollments.
    Raises LookupError for a kind that nobody registered.
    """
    known = kind_of(kind)
    if known is None:
        raise LookupError(kind)
    ids = sorted({person.pk for person in people})
    told = 0
    for first in range(0, len(ids), CHUNK):
        readers = _new_readers(ids[first : first + CHUNK], kind, about)
        ways = _ways(known, readers)
        rows = [
            Notice(
                user=reader,
                kind=kind,
                about=about,
                values=dict(values(reader) if callable(values) else values),
                target=list(target),
                at=at,
                mailed_at=at if ways[reader.pk] == Way.MAIL else None,
            )
            for reader in readers
            if ways[reader.pk] != Way.NONE
        ]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        queue_many(
            with_way_out(letter(row.user) if letter else plain_letter(known, row), known)
            for row in rows
            if row.mailed_at is not None
        )
        told += len(rows)
    return told


def _new_readers(ids: Sequence[int], kind: str, about: str) -> list[User]:
    """Those who were not told, whose account is open, and whom nobody erases meanwhile."""
    told = Notice.objects.filter(user=OuterRef("pk"), kind=kind, about=about)
    rows = User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    open_ones = rows.filter(erased_at=None, is_active=True)
    return list(open_ones.exclude(Exists(told)).order_by("pk"))


def _ways(kind: Kind, readers: Sequence[User]) -> dict[int, str]:
    if kind.is_fixed:
        return {reader.pk: kind.default for reader in readers}
    choices = Choice.objects.filter(kind=kind.code, user__in=readers)
    chosen = dict(choices.values_list("user", "way"))
    return {reader.pk: wish(kind, chosen.get(reader.pk)) for reader in readers}
