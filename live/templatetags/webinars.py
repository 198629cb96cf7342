"""`{% sign_ups run %}`: how many signed up for a webinar, and how many of them confirmed."""

from __future__ import annotations

from django import template
from django.db.models import Count, Q

from courses.models import CourseFormat, CourseRun
from live.models import SignUp

register = template.Library()


@register.inclusion_tag("live/webinar/sign_ups.html")
def sign_ups(run: CourseRun) -> dict[str, object]:
    """Numbers alone: an address that nobody confirmed is shown to nobody. One query, and none
    where the course is no webinar."""
    if run.course.format != CourseFormat.WEBINAR:
        return {"is_webinar": False}
    confirmed = Count("pk", filter=Q(confirmed_at__isnull=False))
    counted = SignUp.objects.filter(run=run).aggregate(asked=Count("pk"), confirmed=confirmed)
    return {"is_webinar": True, **counted}
