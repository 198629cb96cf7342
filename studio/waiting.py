"""What waits for somebody on the CMS home, by what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState

from courses.models import Course, CoursePage, CourseRun
from discussions.reported import runs_with_reports
from learning.models import ApplicationState
from newsletters.models import NewsletterIssuePage

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
    """First on the CMS home. Empty where nothing waits and nothing may be made."""

    name = "what_waits"
    template_name = "studio/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "heading": _("What waits for you"),
            "items": what_waits(user),
            "may_add": user.has_perm("courses.add_courserun"),
        }


def what_waits(user: User) -> list[Waiting]:
    """What this person can do next, and nobody else's part of it.

    Whoever reviews: the submissions. The secretariat besides: live changes that no review holds.
    An author: courses that came back, and what was not submitted yet. Who is both: both.
    """
    waiting = _submissions(user) if user.has_perm("courses.publish_course") else []
    waiting += _applications(user) + _reported(user)
    if user.has_perm("courses.manage_all_providers"):
        return [*waiting, *_changed(user)]
    return [*waiting, *_unsubmitted(user)]


def _applications(user: User) -> list[Waiting]:
    """Runs in which somebody asks for a seat, whoever asks longest first. One query."""
    runs = CourseRun.objects.editable_by(user).unfinished(at=timezone.now())
    asked = (
        runs.filter(
            applications__state=ApplicationState.PENDING,
            applications__learner__erased_at=None,
        )
        .annotate(asking=Count("applications"), first=Min("applications__applied_at"))
        .select_related("course")
        .order_by("first")
    )
    return [
        Waiting(
            f"{run.course.title}: {run.title}" if run.title else run.course.title,
            ngettext("%(number)d asks for a seat", "%(number)d ask for a seat", run.asking)
            % {"number": run.asking},
            reverse("studio:run-applications", args=[run.pk]),
            is_urgent=True,
        )
        for run in asked[:LIMIT]
    ]


def _reported(user: User) -> list[Waiting]:
    """Runs of whose discussions something is reported, what waits longest first. One query."""
    return [
        Waiting(
            f"{run.course_title}: {run.run_title}" if run.run_title else run.course_title,
            ngettext("%(number)d post is reported", "%(number)d posts are reported", run.count)
            % {"number": run.count},
            reverse("studio:run-moderation", args=[run.run_id]),
            is_urgent=True,
        )
        for run in runs_with_reports(user, most=LIMIT)
    ]


def _submissions(user: User) -> list[Waiting]:
    """Courses and issues of the newsletter whose review this person may end."""
    states = TaskState.objects.reviewable_by(user).prefetch_related(
        "workflow_state__content_object"
    )
    pages = [state.workflow_state.content_object for state in states[:LIMIT]]
    keys = {page.translation_key for page in pages if isinstance(page, Page)}
    courses = Course.objects.overseen_by(user).filter(key__in=keys)
    places = [(course.title, _publish_url(course)) for course in courses]
    places += [
        (page.draft_title, reverse("newsletter-issues:desk", args=[page.pk]))
        for page in pages
        if isinstance(page, Page) and page.specific_class is NewsletterIssuePage
    ]
    return [Waiting(title, _("Review"), url, is_urgent=True) for title, url in places]


def _changed(user: User) -> list[Waiting]:
    """Live changes that no outline holds yet: learners do not meet them before "Publish course".

    Not those of a course that waits for review: its approval publishes them too.
    """
    courses = Course.objects.overseen_by(user).exclude(dirty_at=None)
    reviews = _reviews()
    waiting = [
        Waiting(course.title, _("Changes wait for “Publish course”"), _publish_url(course))
        for course in courses
        if reviews.get(course.key) != WorkflowState.STATUS_IN_PROGRESS
    ]
    return waiting[:LIMIT]


def _unsubmitted(user: User) -> list[Waiting]:
    """One's own courses with something that is not published and that no reviewer holds."""
    page = CoursePage.objects.filter(
        translation_key=OuterRef("key"), locale__language_code=OuterRef("source_language")
    )
    drafts = Page.objects.filter(
        path__startswith=OuterRef("course_path"), has_unpublished_changes=True
    )
    courses = (
        Course.objects.editable_by(user)
        .annotate(course_path=page.values("path")[:1], has_drafts=Exists(drafts))
        .filter(Q(has_drafts=True) | Q(dirty_at__isnull=False) | Q(arrangement__isnull=False))
    )
    reviews = _reviews()
    waiting = [
        _next_step(course, course.has_drafts, reviews.get(course.key, ""))
        for course in courses
        if reviews.get(course.key) != WorkflowState.STATUS_IN_PROGRESS
    ]
    return sorted(waiting, key=lambda each: not each.is_urgent)[:LIMIT]


def _next_step(course: Course, has_drafts: bool, review: str) -> Waiting:
    overview = reverse("studio:course-overview", args=[course.pk])
    if review == WorkflowState.STATUS_NEEDS_CHANGES:
        return Waiting(course.title, _("The reviewer asks for changes"), overview, is_urgent=True)
    label = _("Drafts to submit") if has_drafts else _("Changes to submit")
    return Waiting(course.title, label, overview)


def _reviews() -> dict[UUID, str]:
    """The status of every open review, by the key of its course. Two queries."""
    states = WorkflowState.objects.active().values_list("object_id", "status")
    by_page = {int(page): status for page, status in states if page.isdigit()}
    pages = CoursePage.objects.filter(pk__in=by_page).values_list("pk", "translation_key")
    return {key: by_page[pk] for pk, key in pages}


def _publish_url(course: Course) -> str:
    return reverse("studio:course-publish", args=[course.pk])
