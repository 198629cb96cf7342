"""The log of one action for many rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry


def log_many(instances: Iterable[Model], action: str, *, user: Any) -> None:
    """The same entries as `wagtail.log_actions.log` for each row, in one query.

    The rows are of one model that is no page. Raises ValueError for an action that nobody
    registered.
    """
    rows = list(instances)
    if not rows:
        return
    if not registry.action_exists(action):
        raise ValueError(f"Unknown log action: {action!r}")
    kind, now = ContentType.objects.get_for_model(rows[0]), timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            object_id=row.pk,
            label=str(row),
            action=action,
            timestamp=now,
            user=user,
        )
        for row in rows
    )
