"""Reminders of sessions to whoever is in the run: found and queued."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from learning.mails import course_titles
from learning.models import Enrollment
from learning.models.enrollment import EnrollmentQuerySet
from learning.seats import lock_learners
from live import schedule
from live.mails import SESSION_REMINDER, remind
from live.models import LiveSession, SessionReminder
from live.schedule import Person, Reminder, when_of
from live.series import place_in_series
from notifications.wishes import without

logger = logging.getLogger(__name__)

CHUNK = 1000  # people whose reminders are written in one transaction
PAUSE_SECONDS = 0.01  # on SQLite, so that others write between two chunks


def send_session_reminders(*, at: datetime) -> int:
    """Queue every reminder that is due. Returns how many. Safe twice, and twice at once.

    Seven queries for a thousand people, two for each session of which somebody is reminded.
    """
    return sum(_remind_or_log(session, at) for session in _coming(at))


def _coming(at: datetime) -> Iterable[LiveSession]:
    return (
        LiveSession.objects.filter(
            cancelled_at=None,
            starts_at__gt=at,
            starts_at__lte=at + schedule.DAY_BEFORE,
            run__archived_at=None,
            run__cancelled_at=None,
        )
        .select_related("run__course__provider")
        .order_by("starts_at", "pk")
    )


def _remind_or_log(session: LiveSession, at: datetime) -> int:
    """Whatever is wrong with one, people of the others are reminded; this one is tried again."""
    try:
        return _remind_all(session, at)
    except Exception:
        logger.exception("Nobody can be reminded of session %s", session.pk)
        return 0


def _remind_all(session: LiveSession, at: datetime) -> int:
    held = (window for window in schedule.windows(when_of(session)) if window.holds(at))
    window = next(held, None)
    if window is None:
        return 0
    found = _candidates(session, window).order_by("pk").values_list("pk", "learner")
    titles: dict[str, str] | None = None
    sent, last = 0, 0
    while ids := list(found.filter(pk__gt=last)[:CHUNK]):
        last = ids[-1][0]
        titles = course_titles(session.run.course) if titles is None else titles
        sent += _send(session, ids, titles, window, at)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return sent


def _candidates(session: LiveSession, window: schedule.Window) -> EnrollmentQuerySet:
    """Who may get it, by what one query can say; `schedule.due` decides."""
    known = SessionReminder.objects.filter(
        session=session, enrollment=OuterRef("pk"), key=window.reminder.key
    )
    return (
        Enrollment.objects.with_seat()
        .filter(
            run=session.run_id,
            learner__is_active=True,
            enrolled_at__lt=window.enrolled_before,
        )
        .exclude(Exists(known))
    )


@transaction.atomic
def _send(
    session: LiveSession,
    ids: Sequence[tuple[int, int]],
    titles: dict[str, str],
    window: schedule.Window,
    at: datetime,
) -> int:
    """Under locks on the session and then the learners: another worker may be at it, the session
    is being moved, or somebody is being erased.

    Who wants none has a row, too, so that nobody is asked again each minute.
    """
    # no_key: whoever joins at this moment neither waits nor is waited for.
    as_read = LiveSession.objects.select_for_update(no_key=True).filter(
        pk=session.pk, starts_at=session.starts_at, cancelled_at=None
    )
    if not as_read:
        return 0  # moved or cancelled since: the next round reads it anew
    known = lock_learners(learner for _enrollment, learner in ids)
    rows = Enrollment.objects.active().filter(
        pk__in=[enrollment for enrollment, _learner in ids], learner__in=known
    )
    quiet = without(kind=SESSION_REMINDER, users=known)
    chosen = list(_due(session, rows.order_by("pk"), at))
    SessionReminder.objects.bulk_create(
        [
            SessionReminder(session=session, enrollment=row, key=reminder.key, sent_at=at)
            for row, reminder in chosen
        ],
        ignore_conflicts=True,
    )
    wanted = []
    for row, reminder in chosen:
        row.learner = known[row.learner_id]
        if row.learner_id not in quiet:
            wanted.append((row, reminder))
    place = place_in_series(session) if wanted else None
    remind(session, wanted, titles, place, at=at, until=window.closes)
    return len(wanted)


def _due(
    session: LiveSession, rows: Iterable[Enrollment], at: datetime
) -> Iterable[tuple[Enrollment, Reminder]]:
    when = when_of(session)
    for row in rows:
        reminder = schedule.due(when, Person(enrolled_at=row.enrolled_at), at)
        if reminder is not None:
            yield row, reminder
