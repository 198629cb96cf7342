"""The waiting list of a full run, as a learner sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.moments import say_for
from courses.models import CourseRun
from learning.actions import EnrollmentRefused, join_waiting, leave_waiting
from learning.models import Enrollment, WaitingPlace
from learning.seats import free_seats

from .enrolling import course_title, require_few_tries
from .gate import for_learners, leads_on_from_retired, say_start

if TYPE_CHECKING:
    from users.models import User


@for_learners
@leads_on_from_retired
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(request: HttpRequest, run_slug: str) -> HttpResponse:
    """GET shows one's place, or the offer with its deadline; POST joins or leaves.

    The seat that is offered is taken where everybody enrolls.
    """
    runs = CourseRun.objects.listed().select_related("course__provider")
    run = get_object_or_404(runs, slug=run_slug)
    refusal = ""
    if request.method == "POST":
        try:
            return _act(request, run)
        except EnrollmentRefused as error:
            refusal = str(error)
    if Enrollment.objects.visible_to(request.user).active().filter(run=run).exists():
        return redirect("learning:resume", run.slug)
    place = WaitingPlace.objects.visible_to(request.user).open().filter(run=run).first()
    if place is None and not refusal and free_seats(run) != 0:
        return redirect("learning:enroll", run.slug)
    context = {**_place_context(request, run, place), "refusal": refusal}
    return render(request, "learning/waiting.html", context, status=409 if refusal else 200)


def _act(request: HttpRequest, run: CourseRun) -> HttpResponse:
    learner, now = cast("User", request.user), timezone.now()
    if request.POST.get("deed") == "leave":
        if leave_waiting(learner=learner, run=run, at=now):
            messages.success(request, _("You are no longer on the waiting list."))
        return redirect("learning:course", run.slug)
    require_few_tries(request, run)
    join_waiting(learner=learner, run=run, at=now, code=request.POST.get("code", ""))
    return redirect("learning:waiting", run.slug)


def _place_context(
    request: HttpRequest, run: CourseRun, place: WaitingPlace | None
) -> dict[str, Any]:
    now = timezone.now()
    waiting = WaitingPlace.objects.open().filter(run=run, offered_at=None)
    return {
        "run": run,
        "place": place,
        "is_offered": place is not None and place.is_offered(at=now),
        "until": _say_until(request, run, place),
        "number": WaitingPlace.objects.ahead_of(place).count() + 1 if place else None,
        "waiting_count": waiting.count(),
        "offer_hours": run.hours_to_answer,
        "course_title": course_title(run),
        "starts": say_start(request, run),
        "is_open": run.is_open_for_enrollment(at=now),
    }


def _say_until(request: HttpRequest, run: CourseRun, place: WaitingPlace | None) -> str:
    if place is None or place.offer_ends_at is None:
        return ""
    reader_zone = getattr(request.user, "time_zone", run.time_zone)
    return say_for(place.offer_ends_at, host_zone=run.time_zone, reader_zone=reader_zone)
