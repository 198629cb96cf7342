"""Giving consent and taking it back. The table itself is the record: it needs no log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from users.models import Consent, Purpose, User
from users.policies import AGREED_AT_SIGN_UP, Policy


def give_consent(
    *,
    user: User | None = None,
    email_hmac: str = "",
    purpose: Purpose,
    text_version: str = "",
    language: str,
    source: str,
    at: datetime,
) -> None:
    """Add a row unless this text has been agreed to and not withdrawn. Idempotent.

    The giver is `user`, or an address by its HMAC.
    """
    row = Consent(
        user=user,
        email_hmac=email_hmac,
        purpose=purpose,
        text_version=text_version,
        language=language,
        source=source,
        given_at=at,
    )
    Consent.objects.bulk_create([row], ignore_conflicts=True)


def withdraw_consent(
    *, user: User | None = None, email_hmac: str = "", purpose: Purpose, at: datetime
) -> bool:
    """Take it back in every version. False if nothing was in force."""
    rows = Consent.objects.in_force().filter(user=user, email_hmac=email_hmac, purpose=purpose)
    return bool(rows.update(withdrawn_at=at))


@transaction.atomic
def choose_statistics(
    *, user: User, is_given: bool, gender: str = "", language: str, source: str, at: datetime
) -> None:
    """Whether this person is counted in statistics, and as what. Idempotent.

    A gender is kept with the consent alone: whoever takes that back is forgotten.
    """
    purpose = Purpose.STATISTICS
    if is_given:
        give_consent(user=user, purpose=purpose, language=language, source=source, at=at)
    else:
        withdraw_consent(user=user, purpose=purpose, at=at)
    active = User.objects.filter(pk=user.pk, erased_at=None)
    active.update(gender=gender if is_given else "")


@transaction.atomic
def agree_to_policies(
    *, user: User, policies: Iterable[Policy], language: str, source: str, at: datetime
) -> None:
    """Agree to terms and privacy notice in the versions that were shown. Idempotent."""
    versions = {policy.purpose: policy.version for policy in policies}
    for purpose in AGREED_AT_SIGN_UP:
        give_consent(
            user=user,
            purpose=purpose,
            text_version=versions.get(purpose, ""),
            language=language,
            source=source,
            at=at,
        )
