"""CMS pages for whoever reviews a course and whoever answers: the difference, the comments."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Comment

from courses.models import Course
from studio.comments import comments_of, resolve_comment
from studio.difference import read_differences
from users.models import User


def _find_course(request: HttpRequest, pk: int) -> Course:
    return get_object_or_404(Course.objects.overseen_by(request.user), pk=pk)


@require_safe
def course_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was written since readers last got something."""
    course = _find_course(request, pk)
    context = {
        "course": course,
        "differences": read_differences(course, request, request.GET.get("page", "")),
        "may_edit": Course.objects.editable_by(request.user).filter(pk=course.pk).exists(),
    }
    return render(request, "studio/course_difference.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def course_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said about the drafts of this course; by POST one of them is done."""
    course = _find_course(request, pk)
    comments = comments_of(course)
    if request.method == "POST":
        return _resolve(request, course)
    context = {
        "course": course,
        "waiting": [each for each in comments if each.resolved_at is None],
        "done": [each for each in comments if each.resolved_at is not None],
        "may_edit": Course.objects.editable_by(request.user).filter(pk=course.pk).exists(),
    }
    return render(request, "studio/course_comments.html", context)


def _resolve(request: HttpRequest, course: Course) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    asked = request.POST.get("comment", "")
    comments: list[Comment] = list(comments_of(course))
    comment = next((each for each in comments if str(each.pk) == asked), None)
    if comment is None:
        messages.warning(request, _("This comment is not there any more."))
    else:
        resolve_comment(comment=comment, by=request.user, at=timezone.now())
        messages.success(request, _("The comment is done."))
    if comment is not None and request.POST.get("from", "") == str(comment.page_id):
        return redirect("studio:page-draft", comment.page_id)
    return redirect("studio:course-comments", pk=course.pk)
