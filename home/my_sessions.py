"""The live session that comes next, over all one's courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import get_language

from courses.models import CourseRun
from live.models import LiveSession
from live.models.session import LONGEST_MINUTES
from live.naming import say_in
from live.series import place_of, say_place
from live.showing import ShownSession, show_session
from users.models import User

from .faces import CourseFace, Faces

# One that started so long ago is over, however late it began.
LONGEST: Final = timedelta(minutes=2 * LONGEST_MINUTES)
LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class ComingSession:
    shown: ShownSession
    run_slug: str
    face: CourseFace


def read_next_session(
    runs: Sequence[CourseRun], faces: Faces, user: User, *, at: datetime
) -> ComingSession | None:
    """One that runs now, else the next. One query; none for whoever is in no course. One more where
    the reader's language is not that of its course."""
    by_id = {run.pk: run for run in runs}
    if not by_id:
        return None
    rows = LiveSession.objects.uncancelled().filter(run__in=by_id, starts_at__gt=at - LONGEST)
    rows = rows.with_places()
    found = next((row for row in rows[:LOOKED_AT] if row.ends_at > at), None)
    if found is None:
        return None
    run = found.run = by_id[found.run_id]
    say_in([found], get_language() or "")
    part = say_place(place_of(found))
    shown = show_session(found, reader_zone=user.time_zone, at=at, part=part)
    return ComingSession(shown, run.slug, faces.of(run.course))
