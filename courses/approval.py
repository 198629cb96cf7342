"""What Wagtail does when a review ends well. It reads this module before any model is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from users.models import User


def publish_approved(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish the reviewed page: to approve is the right to publish."""
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
