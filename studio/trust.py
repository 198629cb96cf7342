"""A trusted provider's author publishes; whoever reviews reads of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from courses.actions import Audience, publish_course
from courses.drafts import Draft, find_drafts, require_seen
from courses.models import Course, Provider
from courses.models.review_task import ensure_course_review
from learning.changes import tell_of_change
from mail.queueing import Letter, queue_many
from studio.moderation import find_review
from users.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


REVIEWED_FIRST = gettext_lazy("This course is reviewed before it is published. Submit it.")


class NotTrusted(ValueError):
    """The text says what to do instead."""


def may_publish_by_trust(course: Course, drafts: list[Draft]) -> bool:
    """Whether nothing stands against it: trust, every draft ready, no review that is open.

    A reviewer who asked for changes looks again, trusted or not. One query.
    """
    is_trusted = course.provider.trusted_at is not None
    return is_trusted and all(draft.is_ready for draft in drafts) and find_review(course) is None


@transaction.atomic
def publish_by_trust(
    course: Course,
    *,
    by: User,
    audience: Audience,
    seen: Mapping[int, str],
    at: datetime,
    arrangement: int | None = None,
    note: str = "",
) -> None:
    """Publish all drafts and the order, as they were seen, and tell whoever reviews.

    Raises NotTrusted where trust has ended meanwhile or something stands against it; DraftsChanged
    and OutlineRefused as `publish_course`. A second click publishes nothing and tells nobody.
    """
    Provider.objects.select_for_update().get(pk=course.provider_id)
    locked = Course.objects.select_for_update(of=("self",)).select_related("provider")
    course = locked.get(pk=course.pk)
    drafts = find_drafts(course)
    if not may_publish_by_trust(course, drafts):
        raise NotTrusted(REVIEWED_FIRST)
    require_seen(drafts, seen)
    before, was_dirty = course.newest_outline_id, course.dirty_at is not None
    outline = publish_course(
        course, by=by, audience=audience, seen=seen, arrangement_seen=arrangement, note=note
    )
    tell_of_change(course, note=note)
    if drafts or was_dirty or (outline.pk if outline else None) != before:
        _tell(course, by, at)


def _tell(course: Course, by: User, at: datetime) -> None:
    path = reverse("studio:course-overview", args=[course.pk])
    queue_many(
        Letter(
            key=f"published-by-trust:{course.pk}:{reader.pk}:{at.isoformat()}",
            template="published_by_trust",
            user=reader,
            context={
                "name": reader.name,
                "by": by.name,
                "title": course.title,
                "provider": course.provider.name,
                "link": settings.LMS_SITE_URL + path,
            },
        )
        for reader in _reviewers(by)
    )


def _reviewers(by: User) -> QuerySet[User]:
    """Whoever hears of submissions, without whoever published."""
    task = ensure_course_review().tasks[0].specific
    readers = User.objects.filter(groups__in=task.groups.all(), is_active=True).distinct()
    readers = readers.exclude(wagtail_userprofile__submitted_notifications=False)
    return readers.exclude(pk=by.pk)
