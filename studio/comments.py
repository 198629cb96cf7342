"""Comments on a draft, at the place that they are about.

They are Wagtail's own comments, so that an author meets them in the editor beside the block. A
place is what Wagtail calls a content path: a field ("summary") or a block ("body.<its uuid>").
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Comment, Page

from courses.models import Course, CoursePage
from studio.comment_mails import tell_of_comment

if TYPE_CHECKING:
    from users.models import User

WHOLE_PAGE = "title"
NO_WORDS = "[]"  # the marked words of a text, as the editor keeps them: it reads no empty string


class CommentRefused(ValueError):
    """The text says what to do."""


def comments_of(course: Course) -> QuerySet[Comment]:
    """All comments on pages of this course, in any language, in reading order, with their replies.

    Two queries, and two for replies.
    """
    paths = CoursePage.objects.filter(translation_key=course.key).values_list("path", flat=True)
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(page__path__startswith=path)
    comments = Comment.objects.filter(below).select_related("page", "user", "resolved_by")
    comments = comments.prefetch_related("replies__user")
    return comments.order_by("page__path", "pk")


def open_comments(course: Course) -> QuerySet[Comment]:
    return comments_of(course).filter(resolved_at=None)


@transaction.atomic
def comment_on_draft(
    *, course: Course, page: Page, place: str, text: str, by: User, at: datetime
) -> Comment:
    """Say something about a place of the newest draft, and tell its author.

    `page`: one of the course. The same words at the same place by the same person stand there once,
    as long as they are open. Raises CommentRefused where the place is gone.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    fields = {"page_id": page.pk, "contentpath": place, "text": text, "user": by}
    said = Comment.objects.filter(resolved_at=None, **fields).first()
    if said is not None:
        return said
    comment = Comment(**fields, position=NO_WORDS, revision_created=page.latest_revision)
    if not comment.has_valid_contentpath(page.get_latest_revision_as_object()):
        raise CommentRefused(
            _("This place is not in the draft any more. Say it about the whole page instead.")
        )
    comment.save()
    comment.log_create(user=by)
    tell_of_comment(course, comment, at=at)
    return comment


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User, at: datetime) -> bool:
    """What was asked for is done. False where somebody was faster."""
    waiting = Comment.objects.filter(pk=comment.pk, resolved_at=None)
    if not waiting.update(resolved_at=at, resolved_by=by):
        return False
    comment.log_resolve(user=by)
    return True
