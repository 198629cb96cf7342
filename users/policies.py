"""Door: an app above says which texts a person agrees to when they make an account.

`home` registers its reader in its `apps.py`; without one there is no text, and its version is "".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from users.models import Consent, Purpose, User


@dataclass(frozen=True, slots=True)
class Policy:
    """A published text: `purpose` is TERMS or PRIVACY; `title` and `url` in the page's language."""

    purpose: Purpose
    version: str
    title: str
    url: str


PolicyReader = Callable[[str], tuple[Policy, ...]]
AGREED_AT_SIGN_UP = (Purpose.TERMS, Purpose.PRIVACY)

_readers: list[PolicyReader] = []


def register_policy_reader(reader: PolicyReader) -> None:
    """`reader(language)` answers with the texts in force. Registering twice is harmless."""
    if reader not in _readers:
        _readers.append(reader)


def read_policies(language: str) -> tuple[Policy, ...]:
    """The texts in force, in this language where they are translated."""
    return tuple(policy for reader in _readers for policy in reader(language))


def missing_policies(user: User, language: str) -> tuple[Policy, ...]:
    """The texts that this person has not agreed to in their present version. One query."""
    policies = read_policies(language)
    if not policies:
        return ()
    rows = Consent.objects.in_force().filter(user=user, purpose__in=AGREED_AT_SIGN_UP)
    agreed = set(rows.values_list("purpose", "text_version"))
    return tuple(each for each in policies if (each.purpose, each.version) not in agreed)
