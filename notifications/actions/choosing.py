"""What somebody wants to hear of, and how."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from notifications.kinds import Kind, kind_of
from notifications.letters import DIGEST
from notifications.models import Choice, Way
from notifications.wishes import choosable, wishes_of
from users.models import User


@transaction.atomic
def choose(*, user: User, ways: Mapping[str, str]) -> None:
    """From now on they hear of these kinds in these ways. Idempotent; one query.

    Raises ValueError where a kind is not to be chosen about, or not in this way.
    """
    rows = [Choice(user=user, kind=code, way=_checked(code, way)) for code, way in ways.items()]
    Choice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["way"]
    )


def _checked(code: str, way: str) -> Way:
    kind = kind_of(code)
    if kind is None or kind.is_fixed or way not in kind.ways:
        raise ValueError(f"{code} is never told by {way}")
    return Way(way)


@transaction.atomic
def stop_mail(*, user: User, kind: str) -> None:
    """No mails of this kind any more; it stays on the site where it stands there. Idempotent.

    `kind` may be that of the daily digest: then all that came in it.
    """
    if kind == DIGEST:
        stopped = [code for code, way in wishes_of(user).items() if way == Way.DIGEST]
    else:
        stopped = [each.code for each in choosable() if each.code == kind]
    choose(user=user, ways={code: _quiet(code) for code in stopped})


@transaction.atomic
def resume_mail(*, user: User, kind: str) -> None:
    """As before they chose anything about it. Idempotent."""
    codes = [each.code for each in digested()] if kind == DIGEST else [kind]
    Choice.objects.filter(user=user, kind__in=codes).delete()


def is_stopped(*, user: User, kind: str) -> bool:
    """Whether no mail of this kind comes. One query."""
    wishes = wishes_of(user)
    if kind == DIGEST:
        return Way.DIGEST not in wishes.values()
    return wishes.get(kind, Way.NONE) not in (Way.MAIL, Way.DIGEST)


def digested() -> list[Kind]:
    """The kinds that come in the digest where nobody chose otherwise."""
    return [kind for kind in choosable() if kind.default == Way.DIGEST]


def _quiet(code: str) -> Way:
    kind = kind_of(code)
    return Way.SITE if kind is not None and Way.SITE in kind.ways else Way.NONE
