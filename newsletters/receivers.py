"""What `newsletters` answers when an app below announces something. Wired in `apps.py`."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from . import wording
from .actions import confirm_by_account
from .actions.proof import Proof


def account_confirmed(email_address: EmailAddress, **kwargs: Any) -> None:
    """allauth's `email_confirmed`."""
    user = email_address.user
    confirm_by_account(
        user=user,
        address=email_address.email,
        proof=Proof("sign-up", user.language, wording.ticking(), by=user),
        at=timezone.now(),
    )
