"""Hooks of `courses`: the lock on documents of lessons."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from courses.guest_files import may_guest_read
from courses.models import MediaDocument
from courses.protected import may_read
from courses.storage import is_protected
from courses.viewsets import CourseRunViewSet, ProviderViewSet, ThemeViewSet


@hooks.register("before_serve_document")
def serve_lesson_document(document: MediaDocument, request: HttpRequest) -> HttpResponse | None:
    """Documents of a lesson collection ask the same lock as images; others are public.

    Leads to the file's own view: Wagtail would serve the file itself in place of a response that
    streams, without ranges and without our headers.
    """
    if not is_protected(document.file.name or ""):
        return None
    if not (may_read(request.user, document) or may_guest_read(request, document)):
        raise Http404
    return redirect(document.file.url)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What `courses` writes into Wagtail's log."""
    actions.register_action("courses.arrange_course", _("Rearrange course"), _("Course rearranged"))
    actions.register_action("courses.create_course", _("Create course"), _("Course created"))
    actions.register_action("courses.create_provider", _("Create provider"), _("Provider created"))
    actions.register_action("courses.invite_administrator", _("Invite"), _("Administrator invited"))
    actions.register_action("courses.split_lesson", _("Split"), _("Lesson split"))
    actions.register_action("courses.take_over", _("Take over"), _("Took over from other lessons"))
    actions.register_action("courses.invite_author", _("Invite"), _("Author invited"))
    actions.register_action("courses.remove_colleague", _("Remove"), _("Colleague removed"))
    actions.register_action("courses.give_rights", _("Give rights"), _("Rights given"))
    actions.register_action("courses.take_rights", _("Take rights"), _("Rights taken away"))
    actions.register_action("courses.change_run", _("Change run"), _("Run changed"))
    actions.register_action("courses.copy_course", _("Copy course"), _("Course made as a copy"))
    actions.register_action("courses.copy_run", _("Copy run"), _("Run made as a copy"))
    actions.register_action(
        "courses.choose_part_runs",
        _("Choose courses of a programme"),
        _("Courses of a programme chosen"),
    )
    actions.register_action("courses.delete_course", _("Delete course"), _("Course deleted"))
    actions.register_action("courses.retire_course", _("Retire"), _("No longer offered"))
    actions.register_action("courses.offer_again", _("Offer again"), _("Offered again"))
    actions.register_action("courses.trust_provider", _("Trust"), _("Provider trusted"))
    actions.register_action("courses.end_trust", _("End trust"), _("Trust in provider ended"))
    actions.register_action(
        "courses.plan_publication", _("Plan publication"), _("Publication planned")
    )
    actions.register_action(
        "courses.cancel_publication", _("Cancel publication"), _("Planned publication cancelled")
    )
    actions.register_action("courses.publish_course", _("Publish course"), _("Course published"))


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ModelViewSet]:
    """Runs, providers and themes."""
    return [CourseRunViewSet(), ProviderViewSet(), ThemeViewSet()]
