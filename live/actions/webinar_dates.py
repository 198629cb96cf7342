"""The run of a webinar takes its dates from its session."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from courses.actions import change_run
from courses.models import CourseRun
from live.webinars.dates import read_led_dates
from users.models import User


@transaction.atomic
def set_webinar_dates(*, run: CourseRun, by: User, at: datetime) -> bool:
    """As the session asks for now, whatever the page showed. False where they agree. Idempotent."""
    rows = CourseRun.objects.select_related("course")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    led = read_led_dates(locked)
    if led is None or not led.wanted:
        return False
    change_run(run=locked, values=led.wanted, by=by, at=at)
    return True
