"""A run has too few people on the day of the decision: its team is told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from courses.models import CourseRun
from courses.rights import team_of
from learning.mails import warn_team
from learning.schedule import LATE, warns_team
from learning.seats import count_enrolled


def warn_teams(*, at: datetime) -> int:
    """Returns how many runs are below their number. Each person is told once for each date.

    Safe twice, and twice at once: each mail has a key.
    """
    runs = CourseRun.objects.unfinished(at=at).filter(
        minimum__isnull=False, decide_at__lte=at, decide_at__gt=at - LATE
    )
    due = list(runs.select_related("course__provider").order_by(F("pk")))
    enrolled = count_enrolled(run.pk for run in due)
    below = [run for run in due if warns_team(run, enrolled=enrolled.get(run.pk, 0), at=at)]
    for run in below:
        warn_team(run, team_of(run), enrolled.get(run.pk, 0))
    return len(below)
