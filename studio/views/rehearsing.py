"""The rehearsal of a run: what example people will see and get. Changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.moments import say_zone
from studio.running.examples_form import SeatForm, example_forms
from studio.running.rehearsal import rehearse
from studio.views.run_terms import outline_of_run
from studio.views.runs import find_run


@cache_control(private=True, no_store=True)
@require_safe
def run_rehearsal(request: HttpRequest, run_id: int) -> HttpResponse:
    """Day by day on the clock of the host, and beside it on that of each example."""
    run = find_run(request, run_id)
    forms = example_forms(request.GET)
    examples = [form.example for form in forms]
    now = timezone.now()
    seat = SeatForm(request.GET, run=run, at=now) if run.capacity else None
    freed_at = seat.freed_at if seat else None
    context = {
        "run": run,
        "people": list(zip(examples, forms, strict=True)),
        "rehearsal": rehearse(run, outline_of_run(run), examples, at=now, freed_at=freed_at),
        "seat": seat,
        "is_offered": freed_at is None or run.is_open_for_enrollment(at=freed_at),
        "zone_name": say_zone(run.time_zone),
    }
    return render(request, "studio/run_rehearsal.html", context)
