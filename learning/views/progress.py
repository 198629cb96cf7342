"""Why is this 60 %?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learning.explaining import explain
from learning.models import Enrollment
from learning.standing import read_standing

from .gate import opens_lessons, page_context


@require_safe
@opens_lessons
def progress_page(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """What is done, what is missing, what is not asked for, and how the percent comes about."""
    standing = read_standing(enrollment)
    context = {
        **page_context(request, standing),
        "groups": explain(standing),
        "next_lesson": standing.next_lesson(),
    }
    return render(request, "learning/progress.html", context)
