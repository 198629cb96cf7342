"""What learners are told where the dates of their run were moved, in the active language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from core.moments import say_moment
from courses.models import CourseRun


def say_new_dates(
    run: CourseRun, before: Mapping[str, datetime | None], *, title: str
) -> tuple[str, str]:
    """Subject and text of a message. `before`: what `starts_at` or `ends_at` was until now."""
    words = {
        "starts_at": _("Start: %(now)s; before: %(before)s"),
        "ends_at": _("End: %(now)s; before: %(before)s"),
    }

    def said(moment: datetime | None) -> str:
        return say_moment(moment, run.time_zone) if moment else _("not known yet")

    lines = [
        words[name] % {"now": said(getattr(run, name)), "before": said(before[name])}
        for name in words
        if name in before
    ]
    subject = _("New dates: %(course)s") % {"course": title}
    return subject, "\n".join([_("The dates of this course have changed."), "", *lines])
