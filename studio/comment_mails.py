"""The mail that tells an author of comments on a draft: at most one an hour about a course."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from wagtail.models import Comment, WorkflowState

from courses.models import Course
from mail.queueing import Letter, queue_many
from users.models import GuestLink, User

if TYPE_CHECKING:
    from django.db.models import QuerySet


def tell_of_comment(course: Course, comment: Comment, *, at: datetime) -> None:
    """To whoever submitted the course, left the draft, or asked this guest.

    Not to whoever comments.
    """
    path = reverse("studio:course-comments", args=[course.pk])
    queue_many(
        Letter(
            key=f"review-commented:{course.pk}:{reader.pk}:{at:%Y%m%d%H}",
            template="review_commented",
            user=reader,
            context={
                "name": reader.name,
                "by": comment.user.name,
                "title": course.title,
                "page": comment.page.draft_title or comment.page.title,
                "comment": comment.text,
                "link": settings.LMS_SITE_URL + path,
            },
        )
        for reader in _readers(course, comment)
    )


def _readers(course: Course, comment: Comment) -> QuerySet[User]:
    """Who wants such mails, and still works on this course."""
    reviews = WorkflowState.objects.active().filter(
        base_content_type__model="page", object_id__in=_page_ids(course)
    )
    who = Q(pk__in=list(reviews.values_list("requested_by", flat=True)))
    revision = comment.revision_created
    if revision is not None:
        who |= Q(pk=revision.user_id)
    who |= Q(pk__in=GuestLink.objects.filter(author=comment.user_id).values("invited_by"))
    readers = User.objects.filter(who, is_active=True).exclude(pk=comment.user_id)
    readers = readers.exclude(wagtail_userprofile__updated_comments_notifications=False)
    theirs = [r.pk for r in readers if Course.objects.overseen_by(r).filter(pk=course.pk).exists()]
    return User.objects.filter(pk__in=theirs)


def _page_ids(course: Course) -> list[str]:
    from courses.models import CoursePage

    pages = CoursePage.objects.filter(translation_key=course.key).values_list("pk", flat=True)
    return [str(pk) for pk in pages]
