"""What waits for somebody on the CMS home, by what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState

from courses.models import Course, CoursePage

if TYPE_CHECKING:
    from users.models import User

LIMIT = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    title: str
    label: str
    url: str
    is_urgent: bool = False


class WaitingPanel(Component):
    """First on the CMS home. Empty where nothing waits."""

    name = "what_waits"
    template_name = "studio/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"heading": _("What waits for you"), "items": what_waits(user)}


def what_waits(user: User) -> list[Waiting]:
    """Submissions for reviewers; changed courses and unfinished drafts for authors."""
    return [*_submissions(user), *_changed(user), *_drafts(user)]


def _submissions(user: User) -> list[Waiting]:
    """Courses whose review this person may end."""
    states = TaskState.objects.reviewable_by(user).prefetch_related(
        "workflow_state__content_object"
    )
    pages = [state.workflow_state.content_object for state in states[:LIMIT]]
    keys = {page.translation_key for page in pages if isinstance(page, Page)}
    courses = Course.objects.overseen_by(user).filter(key__in=keys)
    return [
        Waiting(course.title, _("Review"), _publish_url(course), is_urgent=True)
        for course in courses
    ]


def _changed(user: User) -> list[Waiting]:
    """Live changes that no outline holds yet: learners do not meet them before "Publish course"."""
    courses = Course.objects.overseen_by(user).exclude(dirty_at=None)[:LIMIT]
    return [
        Waiting(course.title, _("Changes wait for “Publish course”"), _publish_url(course))
        for course in courses
    ]


def _drafts(user: User) -> list[Waiting]:
    """One's own courses with pages that are not published."""
    page = CoursePage.objects.filter(
        translation_key=OuterRef("key"), locale__language_code=OuterRef("source_language")
    )
    drafts = Page.objects.filter(
        path__startswith=OuterRef("course_path"), has_unpublished_changes=True
    )
    courses = (
        Course.objects.editable_by(user)
        .annotate(course_path=page.values("path")[:1])
        .filter(Exists(drafts), dirty_at=None)
    )
    return [
        Waiting(course.title, _("Drafts"), reverse("studio:course-overview", args=[course.pk]))
        for course in courses[:LIMIT]
    ]


def _publish_url(course: Course) -> str:
    return reverse("studio:course-publish", args=[course.pk])
