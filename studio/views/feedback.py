"""What the learners of a run said. Every run comes from `editable_by(user)`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.models import CourseRun
from feedback.results import read_results


@cache_control(private=True, no_store=True)
@require_safe
def run_feedback(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ratings and words by question, each of five people or more."""
    runs = CourseRun.objects.editable_by(request.user).select_related("course__newest_outline")
    run = get_object_or_404(runs, pk=run_id)
    context = {"run": run, "results": read_results(run)}
    return render(request, "studio/run_feedback.html", context)
