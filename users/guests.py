"""A guest and their link: how it is signed, and who asks.

Nobody is signed in by a link. A session remembers which one was opened; every request reads the row
again, so that a link that was revoked or has expired ends at once.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from users.models import GuestLink

SESSION_KEY = "guest_link"
GUEST_DOMAIN = "@guest.invalid"
_signer = Signer(salt="users.guest-link", sep=".")


def token_of(link: GuestLink) -> str:
    """What stands in the mail. Whoever has it may open the link, and nobody can make one up."""
    return _signer.sign(link.key.hex)


def find_link(token: str) -> GuestLink | None:
    """The row of this link, whether it still works or not. None where nobody signed it."""
    try:
        key = uuid.UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return GuestLink.objects.filter(key=key).select_related("author").first()


def remember(request: HttpRequest, link: GuestLink) -> None:
    """From now on this browser reads with the link. It stays signed in as whoever it was."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = link.key.hex


def link_of(request: HttpRequest) -> GuestLink | None:
    """The link that this browser opened, whether it still works or not. A query, or none."""
    key = request.session.get(SESSION_KEY, "")
    if not key:
        return None
    return GuestLink.objects.filter(key=key).select_related("author").first()


def guest_of(request: HttpRequest, at: datetime) -> GuestLink | None:
    """The same where it works."""
    link = link_of(request)
    return link if link is not None and link.works(at) else None


def is_guest_row(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this row stands for a guest and is no account."""
    return str(getattr(user, "email", "")).endswith(GUEST_DOMAIN)
