"""How people want to hear of a kind: what they chose where that still holds, else its own way."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.kinds import Kind, kind_of, kinds
from notifications.models import Choice, Way
from users.models import User


def wish(kind: Kind, chosen: str | None) -> Way:
    """`chosen` where that is a way of this kind."""
    if kind.is_fixed or chosen is None or chosen not in kind.ways:
        return kind.default
    return Way(chosen)


def wishes_of(user: User) -> dict[str, Way]:
    """Of each kind about which people may choose. One query."""
    chosen = dict(Choice.objects.filter(user=user).values_list("kind", "way"))
    return {kind.code: wish(kind, chosen.get(kind.code)) for kind in choosable()}


def without(*, kind: str, users: Iterable[int]) -> set[int]:
    """Those of these people who want to hear nothing at all of this kind. One query.

    Raises LookupError for a kind that nobody registered.
    """
    known = kind_of(kind)
    if known is None:
        raise LookupError(kind)
    rows = Choice.objects.filter(kind=kind, user__in=list(users)).values_list("user", "way")
    return {user for user, way in rows if wish(known, way) == Way.NONE}


def choosable() -> list[Kind]:
    """The kinds about which people may choose, in their order."""
    return [kind for kind in kinds() if not kind.is_fixed]
