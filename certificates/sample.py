"""How a template looks, on a certificate of nobody; how a name looks before it is confirmed."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sdgs.models import Goal
from users.names import tidy_name

from .fonts import families, han_region
from .issuing import PLAIN
from .models import Certificate, CertificateTemplate
from .rendering import RenderingFailed, render_name, render_pdf
from .sheet import make_sheet, name_on_sheet


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
            {"number": goal.number, "title": goal.short_title, "color": goal.color or PLAIN}
            for goal in goals
        ],
        signatories=template.signatories(),
        wording=template.wording_in(language),
        outline_number=1,
        art_seed=str(template.provider.key),
        issued_at=now,
    )
    return render_pdf(make_sheet(certificate), issued_at=now)


def draw_name(name: str, latin: str = "", *, language: str, country: str = "") -> bytes | None:
    """A PNG of the name as this person's certificates print it; None where they cannot."""
    region = han_region(language, country)
    data = name_on_sheet(tidy_name(name), tidy_name(latin), region)
    try:
        return render_name({**data, "families": families(region)})
    except RenderingFailed:
        return None
