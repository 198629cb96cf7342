"""A course is copied in all its languages. Found by `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.actions import copy_course
from courses.models import Course, CoursePage
from studio.copy_course_form import CopyCourseForm
from studio.views.courses import actor


@require_http_methods(["GET", "HEAD", "POST"])
def course_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for titles and runs, POST makes the copy once and leads to its overview."""
    courses = Course.objects.editable_by(request.user).select_related("provider")
    course = get_object_or_404(courses, pk=pk)
    form = CopyCourseForm(
        request.POST if request.method == "POST" else None,
        pages=_pages(course),
        runs=list(course.runs.order_by("starts_at", "pk")),
        today=timezone.localdate(),
    )
    if form.is_bound and form.is_valid():
        return _copy(request, course, form)
    status = 422 if form.is_bound else 200
    return render(
        request, "studio/course_copy.html", {"course": course, "form": form}, status=status
    )


def _pages(course: Course) -> list[CoursePage]:
    """That of its own language first."""
    pages = CoursePage.objects.filter(translation_key=course.key).select_related("locale")
    own = course.source_language
    return sorted(pages, key=lambda page: (page.locale.language_code != own, page.pk))


def _copy(request: HttpRequest, course: Course, form: CopyCourseForm) -> HttpResponse:
    copy, is_new = copy_course(
        course=course,
        titles=form.titles,
        slug=form.address,
        runs=form.chosen_runs,
        starts_on=form.cleaned_data.get("starts_on"),
        token=form.cleaned_data["token"],
        by=actor(request),
    )
    if is_new:
        words = _("This is the copy, as drafts that only you and your colleagues see.")
        messages.success(request, words)
    else:
        messages.info(request, _("This copy was made already. Here it is."))
    return redirect("studio:course-overview", pk=copy.pk)
