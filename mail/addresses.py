"""Addresses: which ones this mail path can carry, and the key that outlives them."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


class AddressRefused(ValueError):
    """The text says what is wrong with the address."""


def normalize(address: str) -> str:
    """Without spaces around it, in lower case: how addresses are compared.

    A domain is the same in its own letters and as mail servers write it (RFC 5891).
    """
    local, at, domain = address.strip().lower().rpartition("@")
    if not domain.isascii() or "xn--" in domain:
        domain = _in_own_letters(domain)
    return f"{local}{at}{domain}"


def _in_own_letters(domain: str) -> str:
    try:
        return domain.encode("idna").decode("idna")
    except UnicodeError:
        return domain


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
        raise _refusal(address) from None
    # Django's check lets these through: a name without a domain, and control characters in quotes.
    local, _at, domain = address.rpartition("@")
    if "." not in domain or '"' in local or not address.isprintable():
        raise _refusal(address)
    # Nor is a number in brackets anybody's: it would be the mail server itself.
    if domain.startswith("[") or not _fits_ascii(address):
        raise _refusal(address)
    return address


def _refusal(address: str) -> AddressRefused:
    """Worded where it is needed alone: thousands of good addresses are checked for one letter."""
    words = _("“%(address)s” is not an e-mail address that we can send to. Check it.")
    if _needs_smtputf8(address):
        words = _(
            "“%(address)s” has letters before the @ that our mail server cannot carry yet. "
            "Use another address, if you have one."
        )
    shown = "".join(each for each in address if each.isprintable())[:100]
    return AddressRefused(words % {"address": shown})


def _fits_ascii(address: str) -> bool:
    """Whether mail servers can write its domain, whose parts have 63 letters at most."""
    try:
        return len(ascii_address(address)) <= LONGEST
    except UnicodeError:
        return False


def _needs_smtputf8(address: str) -> bool:
    """Whether all that is wrong are letters beyond ASCII before the @ (RFC 6531)."""
    local, _at, domain = address.rpartition("@")
    if local.isascii() or not local.isprintable():
        return False
    try:
        validate_email(f"{''.join(c if c.isascii() else 'x' for c in local)}@{domain}")
    except ValidationError:
        return False
    return True


def ascii_address(address: str) -> str:
    """As mail servers write it: an internationalized domain in letters of ASCII (RFC 5891)."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{_ascii_domain(domain)}"


@lru_cache(maxsize=1000)
def _ascii_domain(domain: str) -> str:
    return str(punycode(domain))
