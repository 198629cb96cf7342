"""Tell me when it runs again: asked on a page of its own, for the pages of courses are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from courses.models import CourseRun
from learning.models import CourseInterest
from learning.running_again import forget_interest, note_interest

from .enrolling import course_title
from .gate import for_learners, leads_on_from_retired

if TYPE_CHECKING:
    from users.models import User


@for_learners
@leads_on_from_retired
@require_http_methods(["GET", "HEAD", "POST"])
def again_page(request: HttpRequest, run_slug: str) -> HttpResponse:
    """GET says whether it is noted, POST notes it or forgets it."""
    runs = CourseRun.objects.listed().select_related("course__provider")
    run = get_object_or_404(runs, slug=run_slug)
    user = cast("User", request.user)
    if request.method == "POST":
        if request.POST.get("wants") == "no":
            forget_interest(user=user, course=run.course)
        else:
            note_interest(user=user, course=run.course, at=timezone.now())
        return redirect("learning:again", run.slug)
    interests = CourseInterest.objects.filter(user=user, course=run.course_id, told_at=None)
    context = {"run": run, "course_title": course_title(run), "is_noted": interests.exists()}
    return render(request, "learning/again.html", context)
