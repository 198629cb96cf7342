"""A page of a course as its author left it, for whoever reads the course and may not edit it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.models import Page

from courses.models import Course, CoursePage


@require_safe
def page_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The newest draft in the page's own preview, as Wagtail shows it to those who may edit.

    Reviewers read every course, before it is submitted too: whoever is asked for advice can look.
    """
    page = get_object_or_404(Page, pk=draft_id)
    keys = CoursePage.objects.ancestor_of(page, inclusive=True).values("translation_key")
    if not Course.objects.overseen_by(request.user).filter(key__in=keys).exists():
        raise Http404
    drafted = page.get_latest_revision_as_object()
    response: HttpResponse = drafted.make_preview_request(request, drafted.default_preview_mode)
    return response
