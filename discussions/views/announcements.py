"""What the team announced to a run."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from discussions.seats import Seat
from discussions.showing import list_announcements

from .gate import for_run, page_context


@require_safe
@for_run
def run_announcements(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The newest first, each in the reader's language where it was written in it."""
    language = get_language() or ""
    page, shown = list_announcements(seat.run, language, number=request.GET.get("page"))
    context = {**page_context(seat), "page": page, "announcements": shown}
    return render(request, "discussions/announcements.html", context)
