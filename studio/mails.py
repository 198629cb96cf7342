"""The mails about the review of a course: one function each, in Wagtail's place.

They are queued in the transaction of the deed, once for each submission and decision. Whoever
switched a kind off in their settings of the CMS gets none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin import signal_handlers as wagtails
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from courses.models import Course, CoursePage, Provider, ProviderPage
from mail.queueing import Letter, queue_many
from studio.comments import open_comments
from users.models import User

NOTES = 20
Tell = Callable[[Any, User | None], None]


def ask_for_review(state: TaskState, by: User | None) -> None:
    """Tell whoever may review that a course waits. Not whoever submitted it."""
    subject = _Subject(state.workflow_state.content_object)
    queue_many(
        Letter(
            key=f"review-submitted:{state.pk}:{reader.pk}",
            template="review_submitted",
            user=reader,
            context={
                **subject.values_for(reader, view="studio:course-publish", by=by),
                "difference_link": subject.difference_link,
            },
        )
        for reader in _reviewers(state, by)
    )


def tell_of_approval(review: WorkflowState, by: User | None) -> None:
    """Tell whoever submitted the course that it is published."""
    _tell_of_decision(review, by, "review_approved", "approved_notifications")


def tell_of_return(review: WorkflowState, by: User | None) -> None:
    """Tell whoever submitted the course what the reviewer asks for."""
    _tell_of_decision(review, by, "review_returned", "rejected_notifications")


def keep_silent(review: WorkflowState, by: User | None) -> None:
    """Wagtail tells superusers of each submission a second time: whoever reviews was told."""


# Wagtail connects its own under these ids.
REPLACED = (
    (
        *(task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
        *(ask_for_review, wagtails.task_submission_email_notifier),
    ),
    (
        *(workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
        *(keep_silent, wagtails.workflow_submission_email_notifier),
    ),
    (
        *(workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
        *(tell_of_approval, wagtails.workflow_approval_email_notifier),
    ),
    (
        *(workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
        *(tell_of_return, wagtails.workflow_rejection_email_notifier),
    ),
)


def replace_wagtails_mails() -> None:
    """Take the places of Wagtail's receivers, whether it has connected them or does so later."""
    for signal, sender, uid, ours, theirs in REPLACED:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(_choose(ours, theirs), sender=sender, dispatch_uid=uid, weak=False)


def _choose(ours: Tell, theirs: Callable[..., Any]) -> Callable[..., None]:
    """Ours for courses and providers; pages of another kind keep Wagtail's mails, each once."""

    def receive(instance: Any, user: User | None = None, **kwargs: Any) -> None:
        review = instance.workflow_state if isinstance(instance, TaskState) else instance
        kind = getattr(review.content_object, "specific_class", None)
        if kind in (CoursePage, ProviderPage) or ours is keep_silent:
            ours(instance, user)
        else:
            theirs(instance=instance, user=user, **kwargs)

    return receive


def _reviewers(state: TaskState, by: User | None) -> QuerySet[User]:
    groups = state.task.specific.groups.all()
    readers = User.objects.filter(groups__in=groups, is_active=True).distinct()
    readers = readers.exclude(wagtail_userprofile__submitted_notifications=False)
    return readers.exclude(pk=by.pk) if by is not None else readers


def _tell_of_decision(review: WorkflowState, by: User | None, template: str, kind: str) -> None:
    """`kind`: the field of Wagtail's settings of a person that switches such mails off."""
    reader: User | None = review.requested_by
    if reader is None or reader == by or not reader.is_active or not _wants(reader, kind):
        return
    state = review.current_task_state
    subject = _Subject(review.content_object)
    if not subject.concerns(reader):
        return
    values = subject.values_for(reader, view="studio:course-overview", by=by)
    key = f"{template.replace('_', '-')}:{state.pk}:{reader.pk}"
    values |= {"comment": state.comment, "notes": _notes(subject.course)}
    queue_many([Letter(key, template, reader, values)])


def _notes(course: Course | None) -> list[dict[str, str]]:
    """What is open in the drafts, as plain values: the first of it, the page has all."""
    comments = open_comments(course)[:NOTES] if course is not None else []
    return [
        {
            "page": comment.page.draft_title or comment.page.title,
            "by": comment.user.name,
            "text": comment.text,
        }
        for comment in comments
    ]


def _wants(reader: User, kind: str) -> bool:
    profile = getattr(reader, "wagtail_userprofile", None)
    return profile is None or bool(getattr(profile, kind))


class _Subject:
    """What is reviewed: a course, or the page of a provider, which has the same reviewers."""

    def __init__(self, page: Page) -> None:
        key = page.translation_key
        self.page = page
        self.course = Course.objects.filter(key=key).select_related("provider").first()
        provider = self.course.provider if self.course else Provider.objects.get(key=key)
        self.provider = provider.name
        pages = CoursePage.objects.filter(translation_key=key)
        self.titles = dict(pages.values_list("locale__language_code", "draft_title"))

    @property
    def difference_link(self) -> str:
        """Where all that changed is read at once; "" for the page of a provider."""
        if self.course is None:
            return ""
        return settings.LMS_SITE_URL + reverse("studio:course-difference", args=[self.course.pk])

    def concerns(self, reader: User) -> bool:
        """Whether it is still theirs: who left hears nothing of drafts. A query."""
        if self.course is not None:
            return Course.objects.overseen_by(reader).filter(pk=self.course.pk).exists()
        return Provider.objects.editable_by(reader).filter(key=self.page.translation_key).exists()

    def values_for(self, reader: User, *, view: str, by: User | None) -> dict[str, Any]:
        """What the texts say, in the reader's language. No query."""
        path = (
            reverse(view, args=[self.course.pk])
            if self.course is not None
            else reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        )
        return {
            "name": reader.name,
            "title": self.titles.get(reader.language) or self.page.get_admin_display_title(),
            "provider": self.provider,
            "by": by.name if by is not None else "",
            "link": settings.LMS_SITE_URL + path,
        }
