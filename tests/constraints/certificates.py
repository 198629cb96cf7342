"""What breaks the constraints of `certificates`."""

from __future__ import annotations

from certificates.models import Certificate, CertificateTemplate
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW, make_course, make_provider
from tests.factories.learning import make_enrollment


def certificate() -> Certificate:
    return Certificate.objects.create(
        enrollment=make_enrollment(),
        version=1,
        serial="CN-2027-000001",
        outline_number=1,
        effort_minutes=60,
        starts_date=NOW.date(),
        completed_date=NOW.date(),
        issued_at=NOW,
    )


def template() -> CertificateTemplate:
    return CertificateTemplate.objects.create(provider=make_provider())


def template_of_a_course() -> CertificateTemplate:
    course = make_course(lessons=(1,))
    return CertificateTemplate.objects.create(provider=course.provider, course=course)


BREAKS: dict[str, Break] = {
    "certificates_certificate_version_unique": copy(certificate, code="A" * 12, replaced_at=NOW),
    "certificates_certificate_one_current": copy(certificate, code="A" * 12, version=2),
    "certificates_certificate_version_from_one": change(certificate, version=0),
    "certificates_template_one_per_course": copy(template_of_a_course),
    "certificates_template_one_per_provider": copy(template),
}
