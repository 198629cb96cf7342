"""A course that nobody ever had is deleted. Found by `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from courses.actions import CourseRefused, delete_course, pages_of, was_ever_read
from courses.models import Course
from studio.moderation import find_submission
from studio.views.courses import actor


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def course_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what goes, POST deletes it."""
    courses = Course.objects.editable_by(request.user).select_related("provider")
    course = get_object_or_404(courses, pk=pk)
    refusal = _refusal(course)
    if request.method == "POST" and not refusal:
        title = course.title
        try:
            delete_course(course=course, by=actor(request))
        except CourseRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
            return redirect("studio:course-list")
    context = {
        "course": course,
        "refusal": refusal,
        "page_count": pages_of(course).filter(alias_of=None).count(),
        "runs": course.runs.order_by("pk"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/course_delete.html", context, status=status)


def _refusal(course: Course) -> str:
    if find_submission(course) is not None:
        return _("The course waits for its review. Wait for the answer, then delete it.")
    if was_ever_read(course):
        return _("People learn in this course, or could read it: it stays.")
    return ""
