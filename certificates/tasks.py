"""Entry points of `certificates`."""

import logging
import time

from celery import shared_task
from django.db import connection
from django.utils import timezone

from .issuing import issue_certificate, pending_enrollments
from .strays import remove_strays

logger = logging.getLogger(__name__)

SECONDS = 45


@shared_task(name="certificates.issue_certificates", time_limit=SECONDS + 60)
def issue_certificates() -> None:
    """Issue what is due. Rung by a completion, and by beat each minute for what a lost ring left.

    Twice, or twice at once, is safe: a certificate is unique for its enrollment and version.
    """
    ends_at = time.monotonic() + SECONDS
    for enrollment in pending_enrollments().iterator(chunk_size=50):
        if time.monotonic() > ends_at:
            break
        try:
            issue_certificate(enrollment=enrollment, at=timezone.now())
        except Exception:  # whatever is wrong with one, the others wait behind it
            logger.exception("Enrollment %s: its certificate cannot be issued", enrollment.pk)
        if connection.vendor == "sqlite":
            time.sleep(0.01)


@shared_task(name="certificates.remove_strays", ignore_result=True, acks_late=True)
def remove_stray_files() -> None:
    """Each hour: delete PDFs that a killed worker left. Safe to repeat: what is gone is gone."""
    remove_strays(at=timezone.now())
