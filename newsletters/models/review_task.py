"""Moderation of an issue: whoever may publish it reads it once more, with its checks beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, Workflow, WorkflowTask

from users.roles import ADMINISTRATOR, SECRETARIAT

if TYPE_CHECKING:
    from users.models import User


class IssueReviewTask(AbstractGroupApprovalTask):
    """Approving publishes the issue in its language. What stops it stops the approval too."""

    class Meta:
        verbose_name = _("newsletter review")
        verbose_name_plural = _("newsletter reviews")

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        if not super().get_actions(obj, user):
            return []
        return [
            ("reject", str(_("Request changes")), True),
            ("approve", str(_("Approve and publish")), False),
        ]

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Does nothing where somebody else decided meanwhile, or where a check stops it."""
        from newsletters.checks import stops_publication
        from newsletters.translations import read_draft, write_draft

        with transaction.atomic():
            page = task_state.workflow_state.content_object
            Page.objects.select_for_update().filter(pk=page.pk).first()
            task_state.refresh_from_db(fields=["status"])
            if task_state.status != TaskState.STATUS_IN_PROGRESS:
                return
            if action_name == "approve":
                if stops_publication(read_draft(page)):
                    return
                write_draft(page=page, by=user)
            super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return str(_("The secretariat approves an issue after its checks"))


def ensure_issue_review() -> Workflow:
    """The one workflow of all issues; made when it is first needed."""
    task = IssueReviewTask.objects.filter(active=True).order_by("pk").first()
    if task is None:
        task = IssueReviewTask.objects.create(name="Newsletter review")
        roles = (SECRETARIAT, ADMINISTRATOR)
        task.groups.set([Group.objects.get_or_create(name=name)[0] for name in roles])
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name="Newsletter review")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow
