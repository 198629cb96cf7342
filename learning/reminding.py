"""Reminders to whoever has not started, has stopped, or whose time ends: found and queued."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import available_timezones

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from learning import schedule
from learning.mails import remind
from learning.models import Enrollment, NoReminders, Reminder
from learning.models.enrollment import EnrollmentQuerySet
from learning.schedule import BEFORE_DEADLINE, NOT_STARTED_AFTER, STOPPED_AFTER, WEEK, Person
from learning.seats import lock_learners
from learning.standing import read_standings

CHUNK = 1000  # people whose reminders are written in one transaction
PAUSE_SECONDS = 0.01  # on SQLite, so that others write between two chunks
Due = list[tuple[Enrollment, schedule.Reminder]]


def send_reminders(*, at: datetime) -> int:
    """Queue every reminder that is due. Returns how many. Safe twice, and twice at once.

    A dozen queries for a thousand people, whatever they did.
    """
    sent, last = 0, 0
    while rows := list(_candidates(at).filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        sent += _send(rows, at)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return sent


def _candidates(at: datetime) -> EnrollmentQuerySet:
    """Who may be reminded now, by what one query can say; `schedule.due` decides."""
    starts_at = Coalesce("run__starts_at", "run__opens_at", "enrolled_at")
    deadline = Greatest(Coalesce("extended_until", "run__ends_at"), F("run__ends_at"))
    is_near = Q(deadline__lte=at + BEFORE_DEADLINE[0], deadline__gt=at)
    has_not_started = Q(last_active_at=None, begins__lte=at - NOT_STARTED_AFTER[0])
    has_stopped = Q(last_active_at__lte=at - STOPPED_AFTER)
    recent = Reminder.objects.filter(enrollment__learner=OuterRef("learner"), sent_at__gt=at - WEEK)
    return (
        Enrollment.objects.with_seat()
        .filter(
            completed_at=None,
            run__archived_at=None,
            learner__is_active=True,
            learner__no_reminders=None,
            learner__time_zone__in=_awake_zones(at),
        )
        .annotate(deadline=deadline, begins=Greatest(F("enrolled_at"), starts_at))
        .filter(Q(begins__lte=at), is_near | has_not_started | has_stopped)
        .exclude(Exists(recent))
        .with_outline()
        .select_related("run__course__provider", "learner")
    )


def _awake_zones(at: datetime) -> list[str]:
    return [zone for zone in sorted(available_timezones()) if schedule.is_awake(zone, at)]


@transaction.atomic
def _send(rows: Sequence[Enrollment], at: datetime) -> int:
    """Under a lock on the learners, who get one a week at most, whoever else is sending."""
    known = lock_learners({row.learner_id for row in rows})
    stopped = set(NoReminders.objects.filter(user__in=known).values_list("user", flat=True))
    recent = set(
        Reminder.objects.filter(enrollment__learner__in=known, sent_at__gt=at - WEEK).values_list(
            "enrollment__learner", flat=True
        )
    )
    asked = [row for row in rows if row.learner_id in known.keys() - stopped - recent]
    chosen = _one_each(list(_due(asked, at)))
    Reminder.objects.bulk_create(
        [Reminder(enrollment=row, key=reminder.key, sent_at=at) for row, reminder in chosen],
        ignore_conflicts=True,
    )
    remind(chosen)
    return len(chosen)


def _due(
    rows: Sequence[Enrollment], at: datetime
) -> Iterator[tuple[Enrollment, schedule.Reminder]]:
    sent: dict[int, set[str]] = {}
    known = Reminder.objects.filter(enrollment__in=[row.pk for row in rows])
    for enrollment, key in known.values_list("enrollment", "key"):
        sent.setdefault(enrollment, set()).add(key)
    people = {row.pk: person_of(row, sent=frozenset(sent.get(row.pk, ()))) for row in rows}
    likely = [row for row in rows if schedule.due(row.run, people[row.pk], at)]
    for standing in read_standings(likely):
        row = standing.enrollment
        has_work = any(
            standing.is_released(step.pair[0], at=at) for step in standing.progress.missing
        )
        reminder = schedule.due(row.run, replace(people[row.pk], has_open_work=has_work), at)
        if reminder is not None:
            yield row, reminder


def _one_each(due: Due) -> Due:
    """Of each person the most pressing one."""
    order = list(schedule.Reason)
    chosen: dict[int, tuple[Enrollment, schedule.Reminder]] = {}
    for row, reminder in sorted(due, key=lambda each: (order.index(each[1].reason), each[0].pk)):
        chosen.setdefault(row.learner_id, (row, reminder))
    return list(chosen.values())


def person_of(enrollment: Enrollment, *, sent: frozenset[str] = frozenset()) -> Person:
    """What the schedule asks about an enrollment that was read with its learner. No query."""
    learner = enrollment.learner
    return Person(
        enrolled_at=enrollment.enrolled_at,
        time_zone=learner.time_zone,
        language=learner.language,
        last_active_at=enrollment.last_active_at,
        completed_at=enrollment.completed_at,
        extended_until=enrollment.extended_until,
        sent=sent,
    )
