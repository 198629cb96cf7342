"""Moderation of a course: one submission, one approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, Workflow, WorkflowTask

from courses.models.course import Course
from courses.models.course_page import CoursePage
from courses.signals import course_approved
from users.roles import ADMINISTRATOR, REVIEWER, SECRETARIAT

if TYPE_CHECKING:
    from users.models import User

APPROVE_NEXT_RUN = "approve_next_run"


class CourseReviewTask(AbstractGroupApprovalTask):
    """Approving a course page publishes all ready drafts of the course and makes one outline."""

    class Meta:
        verbose_name = _("course review")
        verbose_name_plural = _("course reviews")

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        """What Wagtail's own forms offer. A course is decided in the studio.

        There the drafts stand that approving would publish; Wagtail shows one page of them.
        """
        if obj.specific_class is CoursePage or not super().get_actions(obj, user):
            return []
        return [
            ("reject", str(_("Request changes")), True),
            ("approve", str(_("Approve")), False),
        ]

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """`page_ids`: the drafts that an approval publishes; without it all that are ready. `note`:
        what the learners are told.
        """
        page_ids, note = kwargs.pop("page_ids", None), kwargs.pop("note", "")
        is_approved = action_name in {"approve", APPROVE_NEXT_RUN}
        with transaction.atomic():
            page = task_state.workflow_state.content_object
            # Its author may withdraw it meanwhile, under the same lock.
            Course.objects.select_for_update().filter(key=page.translation_key).first()
            task_state.refresh_from_db(fields=["status"])
            if task_state.status != TaskState.STATUS_IN_PROGRESS:
                return
            # First the review ends: publishing a page whose review is open would cancel it.
            name = "approve" if is_approved else action_name
            super().on_action(task_state, user, name, **kwargs)
            if is_approved:
                is_later = action_name == APPROVE_NEXT_RUN
                course_approved.send(
                    type(page),
                    page=page,
                    by=user,
                    is_from_next_run=is_later,
                    page_ids=page_ids,
                    note=note,
                )

    @classmethod
    def get_description(cls) -> str:
        return str(_("Reviewers and the secretariat approve a course with all its lessons at once"))


def ensure_course_review() -> Workflow:
    """The one workflow of all courses; made when it is first needed."""
    task = CourseReviewTask.objects.filter(active=True).order_by("pk").first()
    if task is None:
        task = CourseReviewTask.objects.create(name="Course review")
        roles = (REVIEWER, SECRETARIAT, ADMINISTRATOR)
        task.groups.set([Group.objects.get_or_create(name=name)[0] for name in roles])
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name="Course review")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow
