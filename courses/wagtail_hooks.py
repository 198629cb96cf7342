"""Hooks of `courses`: the lock on documents of lessons."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from courses.models import MediaDocument
from courses.protected import may_read
from courses.serving import serve_protected
from courses.storage import is_protected


@hooks.register("before_serve_document")
def serve_lesson_document(document: MediaDocument, request: HttpRequest) -> HttpResponseBase | None:
    """Documents of a lesson collection ask the same lock as images; others are public."""
    if not is_protected(document.file.name):
        return None
    if not may_read(request.user, document):
        raise Http404
    return serve_protected(
        request, document.file.storage, document.file.name, etag=document.get_file_hash()
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What `courses` writes into Wagtail's log."""
    actions.register_action("courses.create_provider", _("Create provider"), _("Provider created"))
    actions.register_action("courses.invite_administrator", _("Invite"), _("Administrator invited"))
    actions.register_action("courses.publish_course", _("Publish course"), _("Course published"))
