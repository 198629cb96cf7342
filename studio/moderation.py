"""A course is submitted, approved or sent back as one thing, on its source-language page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from courses.actions import Audience, publish_course
from courses.drafts import LOOK_AGAIN, Draft, DraftsChanged, find_drafts, lock_drafts, require_seen
from courses.models import Course, CoursePage
from courses.models.review_task import APPROVE_NEXT_RUN, ensure_course_review
from learning.changes import tell_of_change
from studio.publication import rehearse

if TYPE_CHECKING:
    from users.models import User


class SubmissionRefused(ValueError):
    """The text says what to do first."""


def _source_page(course: Course) -> CoursePage:
    return CoursePage.objects.get(
        translation_key=course.key, locale__language_code=course.source_language
    )


def find_review(course: Course) -> WorkflowState | None:
    """The open review of this course: it waits, or its authors were asked for changes. A query."""
    pages = CoursePage.objects.filter(translation_key=course.key)
    ids = pages.annotate(text=Cast("pk", CharField())).values("text")
    states = WorkflowState.objects.active().filter(object_id__in=ids)
    found: WorkflowState | None = (
        states.select_related("current_task_state__finished_by", "requested_by")
        .order_by("status", "-pk")  # one in progress goes before one that needs changes
        .first()
    )
    return found


def find_submission(course: Course) -> TaskState | None:
    """The review that waits for this course, or None."""
    review = find_review(course)
    if review is None or review.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    state: TaskState | None = review.current_task_state
    return state


@transaction.atomic
def submit(
    course: Course, *, by: User, audience: Audience = Audience.EVERYBODY, note: str = ""
) -> None:
    """Ask for a review. Submitting twice asks once; after "request changes" it resumes.

    The lock on the course makes it safe twice at once. Raises SubmissionRefused for a course that
    was never live and is not finished, and where nobody could complete what it would become. Of a
    live one what is not ready stays a draft. `audience` and `note` are what its authors propose.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    if find_submission(course) is not None:
        return
    Course.objects.filter(pk=course.pk).update(asked_audience=audience, asked_note=note)
    page = _source_page(course)
    drafts = find_drafts(course)
    if not may_be_submitted(course, drafts):
        raise SubmissionRefused(_("Something stops publication: see “Before you publish”."))
    if refusal := rehearse(course, drafts).refusal:
        raise SubmissionRefused(refusal)
    if page.latest_revision is None:
        page.save_revision(user=by)
    state = page.current_workflow_state
    if state is not None:
        state.resume(user=by)
    else:
        (page.get_workflow() or ensure_course_review()).start(page, user=by)


def may_be_submitted(course: Course, drafts: Iterable[Draft]) -> bool:
    """Whether a review makes sense: each draft is ready, or what is not can wait for later.

    It can where the course was published before. `drafts`: all of the course. No more than a query.
    """
    return all(draft.is_ready for draft in drafts) or _source_page(course).live


@transaction.atomic
def withdraw(course: Course, *, by: User) -> bool:
    """Take a submission back before somebody has decided. False where none waits."""
    Course.objects.select_for_update().get(pk=course.pk)
    submission = find_submission(course)
    if submission is None:
        return False
    submission.workflow_state.cancel(user=by)
    return True


@transaction.atomic
def approve(
    course: Course,
    *,
    by: User,
    audience: Audience,
    seen: Mapping[int, str],
    arrangement: int | None = None,
    note: str = "",
) -> bool:
    """Publish what was read, close the review, tell the learners. False where none waits.

    `seen`: the mark of each draft that the reviewer's page showed, by the id of its page. Lessons
    stay open to their authors during a review: raises DraftsChanged where they are others by now.
    So does the order: `arrangement` is the number of the one that was shown.
    """
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if find_submission(course) is None:
        return False
    if arrangement not in (None, locked.arrangement_number):
        raise DraftsChanged(LOOK_AGAIN)
    ready = [draft for draft in lock_drafts(course) if draft.is_ready]
    require_seen(ready, seen)
    action = APPROVE_NEXT_RUN if audience == Audience.NEXT_RUN else "approve"
    page_ids = [draft.page.pk for draft in ready]
    if not _act(course, by, action, page_ids=page_ids, note=note):
        return False
    tell_of_change(course, note=note)
    return True


@transaction.atomic
def publish_and_tell(course: Course, *, note: str, **kwargs: Any) -> None:
    """`publish_course` with these arguments, and the note to the learners in one transaction."""
    publish_course(course, note=note, **kwargs)
    tell_of_change(course, note=note)


def send_back(course: Course, *, by: User, comment: str) -> bool:
    """Ask the authors for changes. False where no review waits."""
    return _act(course, by, "reject", comment=comment)


@transaction.atomic
def _act(course: Course, by: User, action: str, **kwargs: Any) -> bool:
    Course.objects.select_for_update().get(pk=course.pk)
    task_state = find_submission(course)
    if task_state is None:
        return False
    task_state.task.specific.on_action(task_state.specific, by, action, **kwargs)
    return True
