"""The studio in Wagtail's frame: addresses, menu, the home's first panel, the way to publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages as admin_messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import Course, CoursePage, CourseRun, LessonPage, ModulePage, ProviderPage
from courses.outline_door import has_enrollments
from studio import editor_words, help, page_guards  # noqa: F401 - they register their hooks
from studio.moderation import find_submission
from studio.waiting import WaitingPanel
from users.models import User

LOGGED = (
    ("invite_guest", gettext_lazy("Ask an expert"), gettext_lazy("An expert was asked")),
    ("revoke_guest", gettext_lazy("Take a link back"), gettext_lazy("Link taken back")),
    ("forget_guest", gettext_lazy("Erase an expert"), gettext_lazy("An expert was erased")),
    ("guest_approved", gettext_lazy("Approve"), gettext_lazy("An expert approved")),
    ("message_people", gettext_lazy("Write to people"), gettext_lazy("A message was sent")),
    ("guest_returned", gettext_lazy("Return"), gettext_lazy("An expert asked for changes")),
)
WAGTAILS_WAYS = ("action-submit", "action-restart-workflow", "action-cancel-workflow")
KEEPERS_READ = {"page-types-usage", "site-history"}
REVIEW_PANELS = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    """/cms/courses/"""
    return [path("courses/", include("studio.urls"))]


@hooks.register("courses_run_address")
def run_address(run: CourseRun) -> str:
    """Where whoever saved a run in its form goes on."""
    return reverse("studio:run", args=[run.pk])


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the studio writes into Wagtail's log."""
    for action, label, message in LOGGED:
        actions.register_action(f"studio.{action}", label, message)


@hooks.register("register_page_header_buttons")
def offer_to_split(page: Page, user: User, view_name: str, next_url: str = "") -> Iterator[Button]:
    """In the menu of a lesson's title."""
    if page.specific_class is LessonPage and page.permissions_for_user(user).can_edit():
        address = reverse("studio:lesson-parts", args=[page.pk])
        yield Button(_("Split or replace"), url=address, icon_name="cut", priority=45)


class CoursesMenuItem(MenuItem):
    """Shown to whoever may make a course, or reviews."""

    def is_shown(self, request: HttpRequest) -> bool:
        rights = ("courses.add_courserun", "courses.publish_course")
        return any(request.user.has_perm(right) for right in rights)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return CoursesMenuItem(
        gettext_lazy("Courses"), reverse("studio:course-list"), icon_name="list-ul", order=110
    )


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Ours says what Wagtail's two say about reviews, course by course: once is enough."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REVIEW_PANELS)]
    panels.append(WaitingPanel())


@hooks.register("insert_global_admin_css")
def studio_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("studio/studio.css"))


@hooks.register("insert_editor_js")
def translation_words_js() -> SafeString:
    return format_html('<script src="{}"></script>', static("studio/translation_words.js"))


@hooks.register("insert_editor_js")
def session_guard_js() -> SafeString:
    """Nothing that is typed is lost with a session: see session_guard.js."""
    address = reverse("studio:session-alive")
    return format_html(
        '<script src="{}" data-url="{}" data-sign-in-url="{}?next={}" data-signed-out="{}"'
        ' data-sign-in="{}"></script>',
        static("studio/session_guard.js"),
        address,
        reverse("account_login"),
        reverse("studio:course-list"),
        _(
            "You are signed out, so nothing was saved. What you typed still stands here: sign in, "
            "come back to this tab and press the button again."
        ),
        _("Sign in, in a tab of its own"),
    )


@hooks.register("insert_editor_js")
def show_comment_js() -> SafeString:
    return format_html('<script src="{}"></script>', static("studio/show_comment.js"))


@hooks.register("construct_page_chooser_queryset")
def offer_explorable_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The search of Wagtail's page chooser finds every page, drafts of others among them."""
    return pages & PagePermissionPolicy().explorable_instances(request.user)


@hooks.register("construct_reports_menu")
def hide_what_keepers_read(request: HttpRequest, items: list[MenuItem]) -> None:
    """Their addresses are closed too: see `studio.doors`."""
    if not request.user.has_perm("courses.manage_all_providers"):
        items[:] = [item for item in items if item.name not in KEEPERS_READ]


class LanguagesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("courses.manage_all_providers"))


@hooks.register("register_reports_menu_item")
def register_languages() -> MenuItem:
    return LanguagesItem(
        gettext_lazy("Languages of the interface"),
        reverse("studio:catalog-list"),
        icon_name="globe",
        order=950,
    )


class SubmitCourseItem(ActionMenuItem):
    """Leads from the editor to the one place where a course is handed in."""

    name = "submit-course"
    label = gettext_lazy("Submit the course …")
    icon_name = "resubmit"

    def __init__(self, course: Course) -> None:
        super().__init__(order=50)
        self.course = course

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return reverse("studio:course-publish", args=[self.course.pk])


class ReviewCourseItem(SubmitCourseItem):
    """Leads from the editor to the one place where a course is decided, with all its drafts."""

    name = "review-course"
    label = gettext_lazy("Review the course …")
    icon_name = "check"


@hooks.register("construct_page_action_menu")
def submit_in_the_studio(
    items: list[ActionMenuItem], request: HttpRequest, context: Mapping[str, Any]
) -> None:
    """A course is submitted as one, after its checks: not from the form of one of its pages."""
    page = context.get("page")
    if isinstance(page, ProviderPage):
        return
    items[:] = [item for item in items if item.name not in WAGTAILS_WAYS]
    course = (
        Course.objects.filter(key=page.translation_key).first()
        if isinstance(page, CoursePage)
        else None
    )
    if course is not None and not _may_review(request):
        items.append(SubmitCourseItem(course))
    elif course is not None and find_submission(course) is not None:
        items.append(ReviewCourseItem(course))


@hooks.register("before_edit_page")
@hooks.register("before_create_page")
def save_instead_of_submitting(
    request: HttpRequest, page: Page, page_class: type[Page] | None = None
) -> None:
    """A form made by hand may still ask for Wagtail's ways: it saves a draft, nothing more."""
    if isinstance(page, ProviderPage) and page_class is None:
        return
    if any(name in request.POST for name in WAGTAILS_WAYS):
        asked = request.POST.copy()
        for name in WAGTAILS_WAYS:
            asked.pop(name, None)
        request.POST = asked  # type: ignore[assignment]


def _may_review(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("courses.publish_course"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def lead_back_to_the_course(request: HttpRequest, page: Page) -> None:
    """Beside "saved": the overview knows which lesson comes next. Not where a page saves itself."""
    if not isinstance(page, CoursePage | ModulePage | LessonPage):
        return
    course = _course_of(page) if request.accepts("text/html") else None
    if course is not None:
        address = reverse("studio:course-overview", args=[course.pk])
        way = admin_messages.button(address, _("Course overview"))
        words = _("What comes next stands in the overview.")
        if page.live and page.has_unpublished_changes:
            words = _("Saved as a draft: readers see it when the course is published.")
        admin_messages.info(request, words, buttons=[way])


def _course_of(page: Page) -> Course | None:
    """The course that this page describes, or lies in."""
    pages = CoursePage.objects.ancestor_of(page, inclusive=True)
    key = pages.values_list("translation_key", flat=True).first()
    return Course.objects.filter(key=key).first()


@hooks.register("before_publish_page")
def publish_with_the_course(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A lesson of a course in which people learn is published with its course, not alone."""
    if not isinstance(page, LessonPage | ModulePage):
        return None
    course = _course_of(page)
    if course is None or not has_enrollments(course):
        return None
    messages.info(
        request,
        _("The draft is saved. People learn in this course: see here whom a change affects."),
    )
    return redirect("studio:course-publish", pk=course.pk)
