"""Showing all certificates of a person on one page, if they want."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from users.models import User

from .models import CertificateShare


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
