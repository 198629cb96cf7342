"""Which sessions stand in which calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from courses.models import CoursePage, CourseRun
from courses.models.run import CourseRunQuerySet
from learning.models import Enrollment
from live.calendars import KEPT_CANCELLED, KEPT_PAST, Version
from live.models import LiveSession, LiveSessionQuerySet, PersonalLinks
from users.models import User


def find_reader(token: str) -> User | None:
    """Whose calendar this is; nobody's where it was ended or the account is closed. One query."""
    try:
        key = UUID(token)
    except ValueError:
        return None
    rows = PersonalLinks.objects.filter(calendar_key=key, user__is_active=True)
    links = rows.select_related("user").first()
    return links.user if links else None


def sessions_for(user: User, *, at: datetime) -> LiveSessionQuerySet:
    """Of all runs in which they are, those that were cancelled lately too."""
    theirs = Enrollment.objects.active().filter(learner=user, run=OuterRef("run"))
    return _kept(at).filter(Exists(theirs))


def public_runs() -> CourseRunQuerySet:
    """Runs of published courses that are not archived. A retired course's go on to their end."""
    published = CoursePage.objects.live().values("translation_key")
    return CourseRun.objects.filter(archived_at=None, course__key__in=published)


def public_sessions(*, at: datetime) -> LiveSessionQuerySet:
    """Of the runs that the public may see."""
    return _kept(at).filter(run__in=public_runs())


def version_of(rows: LiveSessionQuerySet, language: str) -> Version:
    """One query, of the smallest rows. Pages of a course change what its sessions are called."""
    stamp = "run__course__pages_stamp"
    return Version(tuple(rows.values_list("pk", "changed_at", stamp)), language)


def _kept(at: datetime) -> LiveSessionQuerySet:
    stands = Q(cancelled_at=None) | Q(cancelled_at__gt=at - KEPT_CANCELLED)
    return LiveSession.objects.filter(stands, starts_at__gt=at - KEPT_PAST)
