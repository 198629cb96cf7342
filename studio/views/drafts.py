"""A page of a course as its author left it, and what is said about it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from courses.models import Course, CoursePage
from studio.comments import CommentRefused, comment_on_draft
from studio.forms import CommentForm
from studio.reading import Addresses, Reading, Refused, read_draft, show_draft
from users.models import User


@require_safe
def page_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The newest draft in the page's own preview, with comments where they belong.

    Reviewers read every course, before it is submitted too: whoever is asked for advice can look.
    """
    page = get_object_or_404(Page, pk=draft_id)
    return show_draft(request, page, _read(request, _find_course(request, page), page))


@require_POST
def draft_comment(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say something about a place of the draft."""
    page = get_object_or_404(Page.objects.select_related("latest_revision"), pk=draft_id)
    course = _find_course(request, page)
    if not isinstance(request.user, User):
        raise PermissionDenied
    form = CommentForm(request.POST)
    place, text = request.POST.get("place", ""), request.POST.get("text", "")
    if not form.is_valid():
        return _say_again(request, course, page, Refused(place, text, form.first_error))
    try:
        comment = comment_on_draft(
            course=course, page=page, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except CommentRefused as refusal:
        return _say_again(request, course, page, Refused("title", text, str(refusal)))
    return redirect(reverse("studio:page-draft", args=[page.pk]) + f"#comment-{comment.pk}")


def _say_again(request: HttpRequest, course: Course, page: Page, refused: Refused) -> HttpResponse:
    reading = _read(request, course, page)
    reading.refused = refused
    return show_draft(request, page, reading, status=422)


def _read(request: HttpRequest, course: Course, page: Page) -> Reading:
    places = Addresses(
        home=reverse("studio:course-overview", args=[course.pk]),
        page=lambda pk: reverse("studio:page-draft", args=[pk]),
        post=lambda pk: reverse("studio:draft-comment", args=[pk]),
        resolve=reverse("studio:course-comments", args=[course.pk]),
    )
    return read_draft(course, page, places=places)


def _find_course(request: HttpRequest, page: Page) -> Course:
    """The course that this page is a part of. Raises Http404 where it is not theirs."""
    keys = CoursePage.objects.ancestor_of(page, inclusive=True).values("translation_key")
    course = Course.objects.overseen_by(request.user).filter(key__in=keys).first()
    if course is None:
        raise Http404
    return course
