"""Why is this 60 %?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.moments import say_zone, zone_of
from learning.explaining import explain, takes
from learning.models import Enrollment
from learning.schedule import deadline_of
from learning.standing import read_standing
from learning.told import notes_for

from .gate import opens_lessons, page_context, say_opening


@require_safe
@opens_lessons
def progress_page(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """What is done, what is missing, what is not asked for, and how the percent comes about.

    Days are those of the run's zone, as on the certificate, and the page says so.
    """
    standing = read_standing(enrollment)
    context = {
        **page_context(request, standing),
        "groups": explain(standing),
        "takes": takes(standing),
        "notes": notes_for(standing),
        "next_lesson": standing.next_lesson(at=timezone.now()),
        "deadline": _deadline(request, enrollment),
        "zone": zone_of(enrollment.run.time_zone),
        "zone_name": say_zone(enrollment.run.time_zone),
    }
    return render(request, "learning/progress.html", context)


def _deadline(request: HttpRequest, enrollment: Enrollment) -> str:
    """Until when there is time, in the learner's zone; empty where there is no end."""
    until = deadline_of(enrollment.run, enrollment.extended_until)
    return say_opening(request, enrollment.run, until) if until else ""
