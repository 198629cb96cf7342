"""Hooks of `courses`: the lock on documents of lessons."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail import hooks

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
