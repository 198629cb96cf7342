"""What `notifications` does when others announce something."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from mail.models import Delivery
from notifications.actions import stop_mail
from users.models import User


def reader_unsubscribes(delivery: Delivery, at: datetime, **kwargs: Any) -> None:
    """The ledger's `unsubscribe_received`: a mail to the address of RFC 2369, or the provider's."""
    kind = delivery.context.get("notice_kind", "")
    if kind and delivery.user is not None:
        stop_mail(user=cast("User", delivery.user), kind=kind)
