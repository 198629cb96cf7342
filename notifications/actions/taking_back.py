"""What was told is true no more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from notifications.models import Notice


@transaction.atomic
def take_back(*, kind: str, about: str, users: Iterable[int]) -> int:
    """Of these people nobody reads this notice any more, also not in a digest. Returns how many.

    `users` may be a query. What came by mail has come. Idempotent.
    """
    rows = Notice.objects.filter(user__in=users, kind=kind, about=about)
    return rows.delete()[0]
