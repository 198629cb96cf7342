"""A provider is trusted: its authors publish without being reviewed first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from courses.models import Provider

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def trust_provider(*, provider: Provider, by: User, at: datetime) -> bool:
    """False where it was trusted before."""
    rows = Provider.objects.filter(pk=provider.pk, trusted_at=None)
    if not rows.update(trusted_at=at, trusted_by=by):
        return False
    log(provider, "courses.trust_provider", user=by)
    return True


@transaction.atomic
def end_trust(*, provider: Provider, by: User) -> bool:
    """From now on it is reviewed again. False where it was not trusted."""
    rows = Provider.objects.filter(pk=provider.pk, trusted_at__isnull=False)
    if not rows.update(trusted_at=None, trusted_by=None):
        return False
    log(provider, "courses.end_trust", user=by)
    return True
