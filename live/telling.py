"""Everybody in a run is told that a session is moved or cancelled, or that its recording is there.

Once for each version: telling twice is telling once. What an older version wrote and what waits
still is not sent any more. The caller has locked the session, as whoever reminds of it does: what
they wrote stands in the ledger by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, Final

from learning.mails import course_titles
from learning.models import Enrollment
from learning.models.enrollment import EnrollmentQuerySet
from live import schedule
from live.alike import alike
from live.changes import Change
from live.mails import (
    SESSION_CANCELLED,
    SESSION_MATERIAL,
    SESSION_MOVED,
    SESSION_MOVED_ALONG,
    cancelled_values,
    material_values,
    moved_key,
    moved_values,
    said_of,
    skip_outdated,
    where_of,
    write_letter,
)
from live.models import LiveSession, SessionReminder
from live.moved_along import read_joint, tell_others
from live.naming import keep_names
from live.schedule import when_of
from live.series import places_in_series
from mail.queueing import Letter
from notifications.actions import tell
from users.models import User

CHUNK: Final = 1000
WriteLetter = Callable[[User, int], Letter]


def hearers_of(session: LiveSession) -> EnrollmentQuerySet:
    """Who is in its run, and has an account that is open."""
    rows = Enrollment.objects.with_seat()
    return rows.filter(run=session.run_id, learner__is_active=True)


def tell_moved(changes: Sequence[Change], *, at: datetime, is_by_clock: bool = False) -> int:
    """Returns how many. `changes`: of sessions of one run that were moved together, in order.

    One mail about all of them, and a line for each. Eight queries for a thousand people, two more
    for each further session. Who is told within the time of a reminder gets none.
    """
    moved = [change for change in changes if change.is_told]
    if not moved:
        return 0
    first, others = moved[0], moved[1:]
    sessions = [change.now for change in moved]
    titles, places = course_titles(first.now.run.course), places_in_series(sessions)
    if others:
        keep_names([each for each in sessions if each.activity_key])

    say = alike(lambda reader: moved_values(first, others, reader, titles, places, is_by_clock))

    def write(reader: User, enrollment_id: int) -> Letter:
        key = moved_key(enrollment_id, first.now.pk, first.now.sequence)
        return write_letter(SESSION_MOVED, key, reader, enrollment_id, say(reader))

    told = 0
    joint = read_joint(sessions)
    skip_outdated(*sessions)
    for people in _chunks(first.now):
        told += _tell(SESSION_MOVED, _version(first.now), first.now, people, write, at, titles)
        for session in sessions[1:]:
            _tell(SESSION_MOVED_ALONG, _version(session), session, people, None, at, titles)
        for session in sessions:
            _count_as_reminded(session, people, at)
    tell_others(joint, told=sessions)
    return told


def _version(session: LiveSession) -> str:
    return f"{session.pk}:{session.sequence}"


def tell_cancelled(session: LiveSession, *, at: datetime) -> int:
    """Returns how many. It comes with run, course and provider."""
    titles = course_titles(session.run.course)

    say = alike(lambda reader: cancelled_values(session, reader, titles))

    def write(reader: User, enrollment_id: int) -> Letter:
        key = f"session-cancelled:{enrollment_id}:{session.pk}"
        return write_letter(SESSION_CANCELLED, key, reader, enrollment_id, say(reader))

    told = 0
    joint = read_joint([session])
    skip_outdated(session)
    for people in _chunks(session):
        told += _tell(SESSION_CANCELLED, str(session.pk), session, people, write, at, titles)
    tell_others(joint, told=[session])
    return told


def tell_material(session: LiveSession, new: Set[str], *, at: datetime) -> int:
    """Returns how many had not heard. `new`: "recording", "slides" or both, in one line then."""
    titles = course_titles(session.run.course)
    said = {"what": "both" if len(new) > 1 else min(new)}
    what = "recording" if "recording" in new else "slides"
    about = f"{what}:{session.pk}"
    say = alike(lambda reader: material_values(session, said, reader, titles))

    def write(reader: User, enrollment_id: int) -> Letter:
        key = f"session-{what}:{enrollment_id}:{session.pk}"
        return write_letter(SESSION_MATERIAL, key, reader, enrollment_id, say(reader))

    return sum(
        _tell(SESSION_MATERIAL, about, session, people, write, at, titles, said)
        for people in _chunks(session)
    )


def _chunks(session: LiveSession) -> Iterator[list[Enrollment]]:
    """With their learners, in the order in which everybody locks these. One query for each."""
    last, is_full = 0, True
    rows = hearers_of(session).select_related("learner").order_by("learner_id")
    while is_full and (people := list(rows.filter(learner_id__gt=last)[:CHUNK])):
        last, is_full = people[-1].learner_id, len(people) == CHUNK
        yield people


def _tell(
    kind: str,
    about: str,
    session: LiveSession,
    people: list[Enrollment],
    write: WriteLetter | None,
    at: datetime,
    titles: Mapping[str, str],
    more: Mapping[str, Any] | None = None,
) -> int:
    places: Mapping[int, int] = {each.learner_id: each.pk for each in people}

    def say(reader: User) -> dict[str, Any]:
        return {**said_of(session, reader), **where_of(session, reader, titles), **(more or {})}

    return tell(
        kind=kind,
        about=about,
        people=[each.learner for each in people],
        values=alike(say),
        target=("live:session", [session.run.slug, str(session.key)]),
        at=at,
        letter=(lambda reader: write(reader, places[reader.pk])) if write else None,
    )


def _count_as_reminded(session: LiveSession, people: list[Enrollment], at: datetime) -> None:
    """Nobody gets two mails about the same start within a minute."""
    held = [window for window in schedule.windows(when_of(session)) if window.holds(at)]
    SessionReminder.objects.bulk_create(
        (
            SessionReminder(session=session, enrollment=each, key=window.reminder.key, sent_at=at)
            for window in held
            for each in people
        ),
        ignore_conflicts=True,
    )
