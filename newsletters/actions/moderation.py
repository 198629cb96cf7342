"""An issue is submitted, approved or sent back, in each language for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from newsletters.checks import stops_publication
from newsletters.models import NewsletterIssuePage
from newsletters.models.review_task import ensure_issue_review
from newsletters.translations import read_draft, write_draft

if TYPE_CHECKING:
    from users.models import User


def find_submission(page: NewsletterIssuePage) -> TaskState | None:
    """The review that waits for this page, or None."""
    review: WorkflowState | None = page.current_workflow_state
    if review is None or review.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    state: TaskState | None = review.current_task_state
    return state


class NotReady(ValueError):
    """The text says what to do first."""


@transaction.atomic
def submit_issue(*, page: NewsletterIssuePage, by: User) -> None:
    """Ask for a review. Submitting twice asks once; after "request changes" it resumes.

    A translation is submitted with the strings that it has by now. Raises NotReady where a check
    stops it: whoever may approve it should not get mail for nothing.
    """
    _lock(page)
    if find_submission(page) is not None:
        return
    if stops_publication(read_draft(page)):
        raise NotReady(_("It is not submitted: something stops it. Mend it first."))
    write_draft(page=page, by=by)
    if page.latest_revision is None:
        page.save_revision(user=by)
    review = page.current_workflow_state
    if review is not None:
        review.resume(user=by)
    else:
        ensure_issue_review().start(page, user=by)


@transaction.atomic
def withdraw_issue(*, page: NewsletterIssuePage, by: User) -> bool:
    """Take a submission back before somebody has decided. False where none waits."""
    _lock(page)
    submission = find_submission(page)
    if submission is None:
        return False
    submission.workflow_state.cancel(user=by)
    return True


def approve_issue(*, page: NewsletterIssuePage, by: User) -> bool:
    """Publish the page and end the review. False where none waits, or where a check stops it."""
    return _act(page, by, "approve")


def send_issue_back(*, page: NewsletterIssuePage, by: User, comment: str) -> bool:
    """Ask its editor for changes. False where no review waits."""
    return _act(page, by, "reject", comment=comment)


@transaction.atomic
def _act(page: NewsletterIssuePage, by: User, action: str, **kwargs: str) -> bool:
    _lock(page)
    submission = find_submission(page)
    if submission is None:
        return False
    submission.task.specific.on_action(submission.specific, by, action, **kwargs)
    submission.refresh_from_db(fields=["status"])
    return bool(submission.status != TaskState.STATUS_IN_PROGRESS)


def _lock(page: NewsletterIssuePage) -> None:
    Page.objects.select_for_update().get(pk=page.pk)
