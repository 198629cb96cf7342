"""Addresses that only we can have made: where a failed message and an unsubscribe mail go.

`bounce+<token>-<signature>@…`: variable envelope return paths (VERP). The signature keeps others
from reporting bounces of messages that they never got.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from uuid import UUID

from django.conf import settings

from .models import Delivery

_TAGGED = re.compile(r"\+([0-9a-f]{32})-([0-9a-f]{16})@", re.IGNORECASE)


def bounce_address(delivery: Delivery) -> str:
    """Where the receiver's server reports; "" where no mailbox is set."""
    return _tagged(settings.LMS_BOUNCE_MAILBOX, delivery.token)


def unsubscribe_address(delivery: Delivery) -> str:
    """Where a mail unsubscribes (RFC 2369); "" where no mailbox is set."""
    return _tagged(settings.LMS_UNSUBSCRIBE_MAILBOX, delivery.token)


def read_token(address: str) -> UUID | None:
    """The delivery that this address of ours names; None if the signature is not ours."""
    found = _TAGGED.search(address)
    if found is None:
        return None
    token = UUID(hex=found[1])
    return token if hmac.compare_digest(found[2].lower(), _sign(token)) else None


def _tagged(mailbox: str, token: UUID) -> str:
    if not mailbox:
        return ""
    local, _at, domain = mailbox.partition("@")
    return f"{local}+{token.hex}-{_sign(token)}@{domain}"


def _sign(token: UUID) -> str:
    """Sixteen hexadecimal digits: local parts hold 64 characters at most."""
    secret = settings.LMS_HASH_KEY.encode()
    return hmac.new(secret, b"return:" + token.bytes, hashlib.sha256).hexdigest()[:16]
