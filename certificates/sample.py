"""A certificate of nobody, to see how a template looks."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sdgs.models import Goal

from .models import Certificate, CertificateTemplate
from .rendering import render_pdf
from .sheet import make_sheet


def render_sample(template: CertificateTemplate) -> bytes:
    """The PDF of a sample learner. Writes nothing."""
    now = timezone.now()
    language = get_language() or "en"
    goals = Goal.objects.filter(number__in=[4, 11])
    certificate = Certificate(
        serial="CN-0000-000000",
        code="SAMPLE234567",
        language=language,
        name=_("Sample Learner"),
        course_title=str(template.course or _("Sample course")),
        provider_name=template.provider.name,
        starts_date=now.date(),
        completed_date=now.date(),
        effort_minutes=template.effort_minutes or 60,
        goals=[
            {"number": goal.number, "title": goal.short_title, "color": goal.color}
            for goal in goals
        ],
        signatories=template.signatories(),
        wording=template.wording_in(language),
        outline_number=1,
        art_seed=str(template.provider.key),
        issued_at=now,
    )
    return render_pdf(make_sheet(certificate), issued_at=now)
