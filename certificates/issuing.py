"""Issuing, correcting and revoking. A certificate is a copy: nothing changes it afterwards."""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from wagtail.log_actions import log

from core.doorbell import wake
from core.moments import zone_of
from courses.effort_of_parts import effort_of
from courses.models import CoursePage
from learning.models import Enrollment
from mail.actions import queue_delivery
from users.models import User
from users.names import tidy_name

from .fonts import han_region
from .models import Certificate, CertificateTemplate
from .programmes import certified_courses
from .rendering import render_pdf
from .sharing import is_open_to_checks
from .sheet import make_sheet, public_address

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

PLAIN = "#47605a"  # of a goal that has no colour of its own


def name_key(name: str) -> str:
    """HMAC-SHA-256 of a name, blind to case and spacing: what erasure leaves of it."""
    plain = tidy_name(name).casefold()
    return hmac.new(settings.LMS_HASH_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()


def pending_enrollments() -> QuerySet[Enrollment]:
    """Completed, of a course that certifies, the name confirmed, and never certified before.

    What was revoked has a row, so it is never issued again.
    """
    issued = Certificate.objects.filter(enrollment=OuterRef("pk"))
    return (
        Enrollment.objects.completed()
        .filter(
            ~Exists(issued),
            run__course__is_certifying=True,
            learner__certificate_name_confirmed_at__isnull=False,
            learner__erased_at=None,
        )
        .select_related("learner", "run__course__provider", "completed_outline")
        .order_by("completed_at")
    )


def issue_certificate(*, enrollment: Enrollment, at: datetime) -> Certificate | None:
    """Issue version 1, once; None where another worker did. Renders outside the transaction.

    The row, the mail that tells of it and the log are one transaction.
    """
    if Certificate.objects.filter(enrollment=enrollment).exists():
        return None
    certificate = _copy(enrollment, version=1, at=at)
    return _publish(certificate, replaces=None, by=None)


def reissue_certificate(
    *, certificate: Certificate, at: datetime, by: User, link_onward: bool = False
) -> Certificate | None:
    """The next version with the holder's present name; the old one says "replaced".

    `link_onward`: the old one's public page leads to the new one, if the holder agrees. None if it
    was replaced or revoked meanwhile.
    """
    newest = _copy(certificate.enrollment, version=certificate.version + 1, at=at)
    certificate.is_linked_onward = link_onward
    return _publish(newest, replaces=certificate, by=by)


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, at: datetime, by: User, reason: str) -> bool:
    """Revoke for ever, with a reason that the public page shows.

    False if it was revoked or replaced before: then the next version is the one to revoke.
    """
    revoked = (
        Certificate.objects.current()
        .filter(pk=certificate.pk)
        .update(revoked_at=at, revoked_by=by, revoke_reason=reason[:300])
    )
    if revoked:
        log(certificate, "certificates.revoke", user=by, data={"reason": reason})
    return bool(revoked)


def open_pdf(certificate: Certificate) -> File:
    """The file; drawn anew from the row, in the same words, where the storage has lost it."""
    try:
        return certificate.pdf.open("rb")
    except FileNotFoundError:
        logger.exception("Certificate %s: its file is lost", certificate.serial)
        return ContentFile(_draw(certificate))


def _draw(certificate: Certificate) -> bytes:
    sheet = make_sheet(certificate, certified_courses(certificate))
    return render_pdf(sheet, issued_at=certificate.issued_at)


def names_confirmed() -> None:
    """Ring for certificates that waited for their holder to confirm the name."""
    wake("certificates.issue_certificates")


def _copy(enrollment: Enrollment, *, version: int, at: datetime) -> Certificate:
    """An unsaved certificate with everything that it will say."""
    learner, run = enrollment.learner, enrollment.run
    course = run.course
    page = _course_page(course.key, learner.language, course.source_language)
    template = CertificateTemplate.objects.for_course(course)
    language = page.locale.language_code if page else course.source_language
    completed_at = enrollment.completed_at or at
    zone = zone_of(run.time_zone)
    goals = list(page.goals.all()) if page else []
    outline = enrollment.completed_outline
    effort = effort_of(page, outline.outline if outline else None) if page else 60
    name = tidy_name(learner.certificate_name or learner.name)
    return Certificate(
        enrollment=enrollment,
        version=version,
        serial=f"CN-{completed_at.astimezone(zone).year}-{enrollment.pk:06d}"
        + (f"-{version}" if version > 1 else ""),
        language=language,
        name=name,
        name_latin=tidy_name(learner.certificate_name_latin),
        name_key=name_key(name),
        name_region=han_region(learner.language, learner.country),
        course_title=page.title if page else course.title,
        provider_name=course.provider.name,
        starts_date=_began(enrollment, completed_at).astimezone(zone).date(),
        completed_date=completed_at.astimezone(zone).date(),
        effort_minutes=(template and template.effort_minutes) or effort,
        goals=[
            {"number": goal.number, "title": goal.short_title, "color": goal.color or PLAIN}
            for goal in goals
        ],
        signatories=template.signatories() if template else [],
        wording=template.wording_in(language) if template else "",
        note=enrollment.certificate_note,
        rule=enrollment.completed_rule or enrollment.rule,
        outline_number=outline.number if outline else 0,
        art_seed=page.slug if page else str(course.key),
        is_public=is_open_to_checks(learner),
        issued_at=at,
    )


def _began(enrollment: Enrollment, completed_at: datetime) -> datetime:
    """From when the learner could take part: never later than when they had completed it, which
    somebody may say by hand before the run begins."""
    began = max(enrollment.run.starts_at or enrollment.enrolled_at, enrollment.enrolled_at)
    return min(began, completed_at)


def _course_page(key: object, language: str, source_language: str) -> CoursePage | None:
    """In the learner's language where it is published, else in the course's."""
    pages = CoursePage.objects.filter(
        translation_key=key, locale__language_code__in=[language, source_language]
    ).select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    own = found.get(language)
    return own if own is not None and own.live else found.get(source_language)


def _publish(
    certificate: Certificate, *, replaces: Certificate | None, by: User | None
) -> Certificate | None:
    pdf = _draw(certificate)
    certificate.pdf_bytes = len(pdf)
    certificate.pdf.save(f"{certificate.code}.pdf", ContentFile(pdf), save=False)
    try:
        with transaction.atomic():
            if not _lock_holder(certificate):
                raise IntegrityError
            if replaces is not None and not _replace(replaces, at=certificate.issued_at):
                raise IntegrityError
            certificate.save(force_insert=True)
            _queue_mail(certificate)
            log(certificate, "certificates.issue", user=by, data={"version": certificate.version})
    except IntegrityError:
        certificate.pdf.delete(save=False)
        logger.info("Enrollment %s was certified or erased", certificate.enrollment_id)
        return None
    return certificate


def _lock_holder(certificate: Certificate) -> bool:
    """False where the holder was erased while the page was drawn: nobody prints that name now."""
    holder = User.objects.select_for_update(no_key=True).filter(
        pk=certificate.enrollment.learner_id, erased_at=None
    )
    return bool(list(holder.values_list("pk", flat=True)))


def _replace(certificate: Certificate, *, at: datetime) -> bool:
    current = Certificate.objects.current().filter(pk=certificate.pk)
    return bool(current.update(replaced_at=at, is_linked_onward=certificate.is_linked_onward))


def _queue_mail(certificate: Certificate) -> None:
    learner = certificate.enrollment.learner
    queue_delivery(
        key=f"certificate:{certificate.enrollment_id}:{certificate.version}",
        template="certificate_issued",
        language=learner.language,
        to_email=learner.email,
        to_name=learner.name,
        user=learner,
        context={
            "name": certificate.name,
            "course": certificate.course_title,
            "provider": certificate.provider_name,
            "code": certificate.printed_code,
            "verify_url": public_address(certificate),
            "pdf_url": settings.LMS_SITE_URL
            + reverse("certificates:pdf", args=[certificate.printed_code]),
            "size_kb": max(1, round(certificate.pdf_bytes / 1024)),
            "is_correction": certificate.version > 1,
        },
    )
