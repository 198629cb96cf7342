"""Links that are a person's own: the address of their calendar, and the links of their mails."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from live.models import PersonalLinks
from users.models import User


@transaction.atomic
def renew_calendar(*, user: User, shown: str, at: datetime) -> bool:
    """A new address; the one before opens nothing any more. The log never holds either.

    `shown`: the key that the form was made beside, or "". False where it is another by now.
    """
    links = _lock(user)
    before = links.calendar_key.hex if links.calendar_key else ""
    if before != shown.replace("-", ""):
        return False
    links.calendar_key = uuid.uuid4()
    links.save(update_fields=["calendar_key"])
    log(instance=links, action="live.renew_calendar", user=user)
    return True


@transaction.atomic
def end_calendar(*, user: User, at: datetime) -> bool:
    """No address opens it any more. False where there was none. Idempotent."""
    links = _lock(user)
    if links.calendar_key is None:
        return False
    links.calendar_key = None
    links.save(update_fields=["calendar_key"])
    log(instance=links, action="live.end_calendar", user=user)
    return True


@transaction.atomic
def revoke_links(*, user: User, at: datetime) -> None:
    """No link of a mail written until now opens anything."""
    links = _lock(user)
    links.links_revoked_at = at
    links.save(update_fields=["links_revoked_at"])
    log(instance=links, action="live.revoke_links", user=user)


def _lock(user: User) -> PersonalLinks:
    PersonalLinks.objects.get_or_create(user=user)
    return PersonalLinks.objects.select_for_update().get(user=user)
