"""A message's number in the world: the same in every attempt, and no key to a reader's pages.

Whoever answers a mail repeats its Message-ID, with copies to whom they like, and servers write it
into their logs. So it names the row and a signature of the token, never the token itself.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from .models import Delivery

_OURS = re.compile(r"<(\d{1,18})\.([0-9a-f]{24})@")


def message_id(delivery: Delivery) -> str:
    """A second copy can be known as one by it."""
    return f"<{delivery.pk}.{_sign(delivery.token)}@{_domain(settings.LMS_SITE_URL)}>"


def find_by_message_id(value: str) -> Delivery | None:
    """The row of this Message-ID; None where it is none of ours. One query."""
    found = _OURS.search(value)
    if found is None:
        return None
    delivery = Delivery.objects.filter(pk=found[1]).first()
    if delivery is None or not hmac.compare_digest(_sign(delivery.token), found[2]):
        return None
    return delivery


@cache
def _domain(address: str) -> str:
    return urlsplit(address).hostname or "localhost"


def _sign(token: UUID) -> str:
    """24 hexadecimal digits; a keyed BLAKE2, since each message of a million asks for one."""
    return hashlib.blake2b(token.bytes, key=_key(settings.LMS_HASH_KEY), digest_size=12).hexdigest()


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"message-id:" + secret.encode()).digest()
