"""A course is taken out of the offer, and brought back. Found by `retirable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from courses.actions import offer_again, retire_course
from courses.models import Course
from studio.retire_form import RetireForm
from studio.retiring import read_meaning, successors_of
from studio.views.courses import actor


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def course_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what it means and asks why, POST does it, or undoes it."""
    courses = Course.objects.retirable_by(request.user)
    related = ("provider", "retired_by", "successor")
    course = get_object_or_404(courses.select_related(*related), pk=pk)
    if request.method == "POST" and request.POST.get("deed") == "offer":
        offer_again(course=course, by=actor(request))
        messages.success(request, _("The course is offered again."))
        return redirect("studio:course-overview", pk)
    data = request.POST if request.method == "POST" else None
    form = RetireForm(data, successors=successors_of(course))
    if form.is_bound and form.is_valid():
        return _retire(request, course, form)
    context = {
        "course": course,
        "form": form,
        "meaning": read_meaning(course, at=timezone.now()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/course_retire.html", context, status=status)


def _retire(request: HttpRequest, course: Course, form: RetireForm) -> HttpResponse:
    retire_course(
        course=course,
        reason=form.cleaned_data["reason"],
        successor=form.chosen,
        by=actor(request),
        at=timezone.now(),
    )
    messages.success(request, _("The course is not offered any more. Who is in it goes on."))
    return redirect("studio:course-overview", course.pk)
