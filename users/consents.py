"""Questions about consents."""

from __future__ import annotations

from users.models import Consent, Purpose, User


def has_consented(user: User, purpose: Purpose) -> bool:
    """Whether consent was given and not taken back. One query."""
    return Consent.objects.in_force().filter(user=user, purpose=purpose).exists()


def has_objected(user: User, purpose: Purpose) -> bool:
    """Whether it was given once and taken back. One query."""
    rows = Consent.objects.filter(user=user, purpose=purpose)
    withdrawn = list(rows.values_list("withdrawn_at", flat=True))
    return bool(withdrawn) and all(withdrawn)
