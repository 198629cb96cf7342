"""A person's certificates: what is handed to them, and what erasure leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from users.models import User

from .models import Certificate, CertificateShare

FIELDS = (
    *("serial", "version", "code", "name", "name_latin", "course_title", "provider_name"),
    *("starts_date", "completed_date", "issued_at", "replaced_at", "revoked_at", "revoke_reason"),
)


def export(*, user: User, **kwargs: Any) -> tuple[str, list[dict[str, Any]]]:
    """Every version of every certificate."""
    rows = Certificate.objects.filter(enrollment__learner=user).order_by("issued_at")
    return "certificates", list(rows.values(*FIELDS))


def erase(*, user: User, at: datetime, keep_certificates: bool = True, **kwargs: Any) -> None:
    """Course, dates and the HMAC of the name stay, so that whoever holds the paper can ask.

    If the holder does not want that, every code is answered "unknown" from now on.
    """
    rows = Certificate.objects.filter(enrollment__learner=user)
    files = [(row.pdf.storage, str(row.pdf)) for row in rows.exclude(pdf="")]
    rows.update(name="", name_latin="", note="", pdf="", pdf_bytes=0, erased_at=at)
    if not keep_certificates:
        rows.update(is_public=False)
    CertificateShare.objects.filter(holder=user).delete()

    def remove_files() -> None:
        for storage, name in files:
            storage.delete(name)

    transaction.on_commit(remove_files)
