"""What slots ask about certificates."""

from __future__ import annotations

from django import template

from certificates.models import Certificate
from learning.models import Enrollment

register = template.Library()


@register.simple_tag
def certificate_of(enrollment: Enrollment) -> Certificate | None:
    """The current certificate of a completed course, if it is there already. One query."""
    return Certificate.objects.current().filter(enrollment=enrollment).first()
