"""Open knowledge checks again for learners without attempts left."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from courses.models import CourseRun
from learning.models import Enrollment
from quizzes.actions import reset_attempts
from quizzes.exhausted import read_exhausted
from studio.forms import ResetForm
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_checks(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET lists who has no attempts left in this run, POST opens one check again, with a reason."""
    runs = CourseRun.objects.editable_by(request.user).select_related("course")
    run = get_object_or_404(runs, pk=run_id)
    form = ResetForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        return _open_again(request, run, form)
    context = {"run": run, "form": form, "exhausted": read_exhausted(run)}
    return render(request, "studio/run_checks.html", context, status=422 if form else 200)


def _open_again(request: HttpRequest, run: CourseRun, form: ResetForm) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    enrollments = Enrollment.objects.filter(run=run).select_related("learner")
    enrollment = get_object_or_404(enrollments, pk=form.cleaned_data["enrollment"])
    count = reset_attempts(
        enrollment=enrollment,
        lesson_key=form.cleaned_data["lesson_key"],
        activity_key=form.cleaned_data["activity_key"],
        by=request.user,
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
    )
    if count:
        text = _("The check is open again for %(name)s.")
        messages.success(request, text % {"name": enrollment.learner.name})
    return redirect("studio:run-checks", run.pk)
