"""What becomes of the sessions of a run that is copied or cancelled. Wired by `wiring.learner`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from courses.models import CourseRun
from courses.run_dates import first_day
from live.actions.cancelling import mark_cancelled
from live.hours import days_later, hour_of
from live.mails import skip_outdated
from live.models import LiveSession
from live.terms import read_terms, session_activities

# What a session of a copy takes over. Its link is given anew: that of a meeting which is over
# leads nowhere, or into somebody else's.
KEPT: Final = (
    *("title", "agenda", "speakers", "minutes", "place", "room", "capacity", "reading"),
    *("required_share_percent", "join_counts", "recording_counts"),
)


def run_copied(
    sender: type[CourseRun],
    source: CourseRun,
    copy: CourseRun,
    starts_on: date | None,
    **kwargs: Any,
) -> None:
    """Its sessions are planned at the same hours, so many days later; nothing of what happened.

    A copied course has other lessons, and a run without dates no days: they are planned by hand.
    """
    first = first_day(source)
    if copy.course_id != source.course_id or starts_on is None or first is None:
        return
    announced = {(lesson.key, each.key) for lesson, each in session_activities(copy)}
    series: dict[uuid.UUID | None, uuid.UUID] = defaultdict(uuid.uuid4)
    for session in source.sessions.uncancelled():
        made = _copied(session, copy, days=(starts_on - first).days, announced=announced)
        made.series_key = series[session.series_key] if session.series_key else None
        made.save()
        log(instance=made, action="live.plan_session", data={"run": copy.pk, "from": session.pk})


def _copied(
    session: LiveSession, copy: CourseRun, *, days: int, announced: set[tuple[str, str]]
) -> LiveSession:
    """On the terms that its block has now. What the course announces no more counts for nothing."""
    made = LiveSession(run=copy, **{name: getattr(session, name) for name in KEPT})
    for name, value in days_later(hour_of(session), days).fields().items():
        setattr(made, name, value)
    made.changed_at = copy.created_at
    pair = (str(session.lesson_key), session.activity_key)
    if pair in announced:
        made.lesson_key, made.activity_key = session.lesson_key, session.activity_key
        terms = read_terms(copy, *pair)
        if terms is not None:
            made.required_share_percent = terms.required_share_percent
            made.recording_counts = terms.recording_counts
    return made


def run_changed(
    sender: type[CourseRun], run: CourseRun, changed: frozenset[str], at: datetime, **kwargs: Any
) -> None:
    """A run that does not take place has no sessions any more. Its own mail says so: no other goes.

    Those that are over stay, and no mail about the others that waits still is sent. The run is
    locked, and nobody in it: sessions are locked before people.
    """
    if "cancelled_at" not in changed or run.cancelled_at is None:
        return
    with override(run.course.source_language):
        reason = _("The whole run is cancelled.")
    locked = run.sessions.uncancelled().select_for_update(no_key=True)
    ended = [session for session in locked if session.ends_at > at]
    for session in ended:
        mark_cancelled(session, reason=reason, at=at)
    skip_outdated(*ended)
