"""What others may see: whether a code can be checked, and all certificates on one page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from users.actions import give_consent, withdraw_consent
from users.consents import has_objected
from users.models import Purpose, User

from .models import Certificate, CertificateShare
from .models.certificate import CertificateQuerySet


def is_open_to_checks(holder: User) -> bool:
    """Whether whoever has a code may check it: yes, until the holder objects. One query."""
    return not has_objected(holder, Purpose.CERTIFICATES_PUBLIC)


@transaction.atomic
def open_to_checks(
    *, holder: User, language: str, source: str, at: datetime, text_version: str = ""
) -> None:
    """Let whoever has a code check the certificate, present ones and later ones. Idempotent."""
    give_consent(
        user=holder,
        purpose=Purpose.CERTIFICATES_PUBLIC,
        text_version=text_version,
        language=language,
        source=source,
        at=at,
    )
    _certificates_of(holder).update(is_public=True)


@transaction.atomic
def close_to_checks(*, holder: User, language: str, at: datetime) -> None:
    """Answer "unknown" to everybody but the holder, from now on. Idempotent.

    An objection of somebody who was never asked is a row that is withdrawn as it is given.
    """
    purpose = Purpose.CERTIFICATES_PUBLIC
    User.objects.select_for_update(no_key=True).get(pk=holder.pk)
    if not has_objected(holder, purpose):
        give_consent(user=holder, purpose=purpose, language=language, source="objection", at=at)
        withdraw_consent(user=holder, purpose=purpose, at=at)
    _certificates_of(holder).update(is_public=False)


def _certificates_of(holder: User) -> CertificateQuerySet:
    return Certificate.objects.filter(enrollment__learner=holder, erased_at=None)


@transaction.atomic
def share_certificates(*, holder: User) -> CertificateShare:
    """Open the page; twice changes nothing."""
    share, is_new = CertificateShare.objects.get_or_create(holder=holder)
    if is_new:
        log(holder, "certificates.share", user=holder)
    return share


@transaction.atomic
def stop_sharing(*, holder: User) -> None:
    """Close the page for good: sharing again gives another address."""
    closed, _by_model = CertificateShare.objects.filter(holder=holder).delete()
    if closed:
        log(holder, "certificates.stop_sharing", user=holder)
