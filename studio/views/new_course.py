"""A new course, made of five answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.actions import CourseRefused, create_course
from courses.models import CourseFormat
from studio.new_course import NewCourseForm
from studio.places import read_places
from users.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def course_new(request: HttpRequest) -> HttpResponse:
    """Ask, make all of it, and lead to its overview."""
    by = request.user
    if not isinstance(by, User):
        raise PermissionDenied
    places = [place for place in read_places(by) if place.languages]
    if not places:
        return render(request, "studio/course_new.html")
    data = request.POST if request.method == "POST" else None
    form = NewCourseForm(data, places=places, by=by, at=timezone.now())
    if form.is_valid() and (course_pk := _make(request, form, by)):
        return redirect("studio:course-overview", pk=course_pk)
    return render(request, "studio/course_new.html", {"form": form})


def _make(request: HttpRequest, form: NewCourseForm, by: User) -> int | None:
    """The course's id; None where the form says why there is none."""
    values = form.cleaned_data
    try:
        course, is_new = create_course(
            provider=form.places[values["provider"]].provider,
            language=values["language"],
            format=CourseFormat(values["format"]),
            title=values["title"],
            token=values["token"],
            by=by,
            weeks=values["weeks"],
            starts_on=values["starts_on"],
            time_zone=values["time_zone"],
        )
    except CourseRefused as refusal:
        form.add_error("language", str(refusal))
        return None
    if is_new:
        words = _("The course is there, as drafts that only you and your colleagues see.")
        messages.success(request, words)
    else:
        messages.info(request, _("This course was made already. Here it is."))
    return course.pk
