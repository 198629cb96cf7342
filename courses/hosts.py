"""Who hosts: whoever may edit a run, or stands in its team."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from courses.models import CourseRun
from courses.models.run import CourseRunQuerySet
from users.models import User


def runs_hosted_by(user: User | AnonymousUser) -> CourseRunQuerySet:
    """The runs whose sessions this person holds, and whose discussions they moderate."""
    if not user.is_authenticated or not user.is_active:
        return CourseRun.objects.none()
    editable = CourseRun.objects.editable_by(user).values("pk")
    team = CourseRun.objects.filter(team=user).values("pk")
    return CourseRun.objects.filter(Q(pk__in=editable) | Q(pk__in=team))
