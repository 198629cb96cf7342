"""A person's notices and choices: handed to them, and gone with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from notifications.models import Choice, Notice
from users.models import User

Section = tuple[str, list[dict[str, Any]]]
NOTICE: Final = ("kind", "values", "at", "seen_at", "mailed_at", "digest_at")
CHOICE: Final = ("kind", "way")


def export_notices(*, user: User, **kwargs: Any) -> Section:
    rows = Notice.objects.filter(user=user).order_by("at", "pk")
    return "notices", list(rows.values(*NOTICE))


def export_choices(*, user: User, **kwargs: Any) -> Section:
    rows = Choice.objects.filter(user=user).order_by("pk")
    return "choices", list(rows.values(*CHOICE))


SECTIONS: Final[dict[str, Callable[..., Section]]] = {
    "notices": export_notices,
    "choices": export_choices,
}


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    Notice.objects.filter(user=user).delete()
    Choice.objects.filter(user=user).delete()
