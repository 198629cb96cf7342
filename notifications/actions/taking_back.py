"""What was told is true no more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from mail.actions import forget_words
from notifications.letters import key_of
from notifications.models import Notice


@transaction.atomic
def take_back(*, kind: str, about: str, users: Iterable[int]) -> int:
    """Of these people nobody reads this notice any more, also not in a digest. Returns how many.

    `users` may be a query. What came by mail has come. Idempotent.
    """
    rows = Notice.objects.filter(user__in=users, kind=kind, about=about)
    return rows.delete()[0]


@transaction.atomic
def forget_told(notices: QuerySet[Notice]) -> None:
    """These go, with the words of the mails that said each: somebody whom they name is erased.

    Mails that wait are not sent. A digest keeps its lines.
    """
    keys = [key_of(*row) for row in notices.values_list("kind", "about", "user")]
    notices.delete()
    forget_words(keys=keys, name="line")
