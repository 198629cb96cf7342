"""Hooks of `learning`: the words of the log, and the addresses of lesson pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from core.log_words import Words, register_words
from courses.models import CoursePage, LessonPage, ModulePage
from learning.models import Enrollment
from learning.standing import outline_of

LOGGED: Words = {
    "learning.enroll": (_("Enroll"), _("Enrolled")),
    "learning.withdraw": (_("Withdraw"), _("Withdrew")),
    "learning.complete": (_("Complete"), _("Completed the course")),
    "learning.record_progress": (_("Record a result"), _("Recorded a result by hand")),
    "learning.unenroll": (_("Unenroll"), _("Unenrolled by the course team")),
    "learning.enroll_again": (_("Enroll again"), _("Enrolled again by the course team")),
    "learning.take_back": (
        _("Take back"),
        _("Took back what was excused or counted by hand"),
    ),
    "learning.void_results": (_("Void results"), _("Voided results")),
    "learning.cancel_run": (_("Cancel the run"), _("Lost the seat: the run was cancelled")),
    "learning.end_queue": (
        _("End the waiting"),
        _("Waits or asks no more: the course is not offered any more"),
    ),
    "learning.apply": (_("Ask for a seat"), _("Asked to be enrolled")),
    "learning.take_back_application": (_("Take back"), _("Asked no longer")),
    "learning.accept_application": (_("Accept"), _("Was accepted")),
    "learning.refuse_application": (_("Refuse"), _("Was refused")),
    "learning.make_code": (_("Make a code"), _("An invitation code was made")),
    "learning.revoke_code": (_("Revoke a code"), _("An invitation code was revoked")),
    "learning.extend_deadline": (_("Extend the deadline"), _("Was given more time")),
    "learning.join_waiting": (_("Join the waiting list"), _("Joined the waiting list")),
    "learning.leave_waiting": (_("Leave the waiting list"), _("Left the waiting list")),
    "learning.offer_seat": (_("Offer a seat"), _("Was offered a seat")),
    "learning.lapse_offer": (_("Let an offer lapse"), _("Did not take the seat in time")),
    "learning.move_to_run": (_("Move to another run"), _("Moved to another run")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Every state change of an enrollment or waiting place is an entry, with any reason."""
    register_words(actions, LOGGED)


@hooks.register("before_serve_page")
def lead_to_the_player(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> HttpResponse | None:
    """A lesson's own address knows no run: a learner goes to the player.

    Everybody else is led to the course page by the page itself. A preview is not served here.
    """
    if not isinstance(page, (LessonPage, ModulePage)):
        return None
    enrollment = _latest_enrollment(page, request)
    if enrollment is None:
        return None
    if isinstance(page, LessonPage):
        lessons = outline_of(enrollment).lessons()
        for lesson in lessons:
            if lesson.key == str(page.translation_key):
                return redirect("learning:lesson", enrollment.run.slug, lesson.slug)
    return redirect("learning:resume", enrollment.run.slug)


def _latest_enrollment(page: Page, request: HttpRequest) -> Enrollment | None:
    """The learner's latest place in the course that this page belongs to."""
    course_keys = CoursePage.objects.ancestor_of(page).values("translation_key")
    return (
        Enrollment.objects.visible_to(request.user)
        .active()
        .with_outline()
        .filter(run__course__key__in=course_keys)
        .order_by("-enrolled_at")
        .first()
    )
