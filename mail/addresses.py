"""Addresses: which ones this mail path can carry, and the key that outlives them."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


class AddressRefused(ValueError):
    """The text says what is wrong with the address."""


def normalize(address: str) -> str:
    """Without spaces around it, in lower case: how addresses are compared."""
    return address.strip().lower()


def email_key(address: str) -> str:
    """HMAC-SHA-256 of the normalized address, 64 hexadecimal digits."""
    secret = settings.LMS_HASH_KEY.encode()
    return hmac.new(secret, normalize(address).encode(), hashlib.sha256).hexdigest()


def check_address(address: str) -> str:
    """The address without spaces around it. Raises AddressRefused with what to do."""
    address = address.strip()
    if len(address) > LONGEST:
        raise AddressRefused(_("The e-mail address is longer than 254 characters. Check it."))
    try:
        validate_email(address)
    except ValidationError:
        raise AddressRefused(
            _("“%(address)s” is not an e-mail address that we can send to. Check it.")
            % {"address": address[:100]}
        ) from None
    return address
