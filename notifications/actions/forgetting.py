"""Notices do not stay for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from notifications.models import Notice

KEPT: Final = timedelta(days=180)


def forget_old(*, at: datetime) -> int:
    """Those of half a year ago, read or not. Returns how many. Idempotent."""
    count, _by_model = Notice.objects.filter(at__lt=at - KEPT).delete()
    return count
