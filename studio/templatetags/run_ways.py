"""For whom pages of a run outside of the CMS lead into it."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import AnonymousUser

from courses.models import CourseRun
from users.models import User

register = template.Library()


@register.simple_tag
def may_edit_run(user: User | AnonymousUser, run: CourseRun) -> bool:
    """Its team hosts it, and has no page of the run. One query."""
    return CourseRun.objects.editable_by(user).filter(pk=run.pk).exists()
