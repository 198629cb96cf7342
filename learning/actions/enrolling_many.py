"""Enroll many people at once: what would become of each, and then exactly that."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction

from core.log import log_many
from courses.models import CourseRun
from learning.mails import announce_enrollments
from learning.models import Enrollment, WaitingEnd
from learning.origins import read_origins
from learning.seats import free_seats, is_retired
from mail.addresses import AddressRefused, check_address, normalize
from mail.queueing import stopped_addresses
from users.inviting import Newcomer, ensure_people, find_people

from .moving_up import end_waiting
from .parts import enroll_in_parts, is_closed, lock_parts, read_parts

if TYPE_CHECKING:
    from users.models import User

logger = logging.getLogger(__name__)

CHUNK = 200  # people in one transaction, during which nobody else gets a seat in this run
PAUSE_SECONDS = 0.01  # on SQLite, so that others write between two chunks


class Outcome(StrEnum):
    """What becomes of one row."""

    ENROLLED = "ENROLLED"
    INVITED = "INVITED"
    ALREADY_IN = "ALREADY_IN"
    WITHDRAWN = "WITHDRAWN"
    REPEATED = "REPEATED"
    BAD_ADDRESS = "BAD_ADDRESS"
    NO_MAIL = "NO_MAIL"
    CLOSED_ACCOUNT = "CLOSED_ACCOUNT"
    RUN_FULL = "RUN_FULL"
    RUN_CLOSED = "RUN_CLOSED"
    NOT_DONE = "NOT_DONE"

    @property
    def takes_a_seat(self) -> bool:
        return self in {Outcome.ENROLLED, Outcome.INVITED}


@dataclass(frozen=True, slots=True)
class Known:
    """What there is before anything is done: accounts and enrollments in the run, by address.

    `withdrawn` says of each enrollment whether its learner has left. `stopped` holds addresses
    without an account to which no mail goes.
    """

    people: Mapping[str, User]
    withdrawn: Mapping[int, bool]
    stopped: frozenset[str]


def plan_enrollments(*, run: CourseRun, people: Sequence[Newcomer], at: datetime) -> list[Outcome]:
    """What `enroll_many` would do for each of them, in this order. Changes nothing.

    Four queries for each 200 people, and two; of a programme those of its courses too.
    """
    parts = read_parts(run)
    known = [_read(run, people[start : start + CHUNK]) for start in range(0, len(people), CHUNK)]
    return judge(
        people,
        Known(
            people={email: person for part in known for email, person in part.people.items()},
            withdrawn={pk: left for part in known for pk, left in part.withdrawn.items()},
            stopped=frozenset().union(*(part.stopped for part in known)),
        ),
        is_open=_is_open(run, parts, at=at),
        seats_left=_seats_left(run, parts),
    )


def enroll_many(
    *, run: CourseRun, people: Sequence[Newcomer], at: datetime, by: User
) -> list[Outcome]:
    """Enroll whom `plan_enrollments` says, and write to each of them once.

    Accounts are made without a password. Nobody who withdrew is brought back. A transaction for
    each 200 people: where the database fails, the rest is NOT_DONE, what was done stays, and
    doing it again continues. Idempotent; safe twice at once, because the run is locked.
    """
    outcomes: list[Outcome] = []
    seen: set[str] = set()
    for start in range(0, len(people), CHUNK):
        chunk = people[start : start + CHUNK]
        try:
            outcomes += _enroll_chunk(run, chunk, seen, at, by)
        except DatabaseError:
            logger.exception("Enrolling many in run %s stopped after %s rows.", run.pk, start)
            outcomes += [Outcome.NOT_DONE] * (len(people) - start)
            break
        seen |= {normalize(person.email) for person in chunk}
        if connection.vendor == "sqlite" and len(people) > start + CHUNK:
            time.sleep(PAUSE_SECONDS)
    return outcomes


def judge(
    people: Sequence[Newcomer],
    known: Known,
    *,
    is_open: bool,
    seats_left: int | None,
    seen: frozenset[str] = frozenset(),
) -> list[Outcome]:
    """The outcome for each row, the first rows first to their seats. Pure.

    `seen`: addresses of earlier rows. `seats_left`: None where there is no limit.
    """
    outcomes: list[Outcome] = []
    met: set[str | int] = set(seen)
    for newcomer in people:
        address = normalize(newcomer.email)
        person = known.people.get(address)
        names: set[str | int] = {address} | ({person.pk} if person else set())
        if met & names:
            outcome = Outcome.REPEATED
        else:
            outcome = _judge_one(address, person, known)
            if outcome.takes_a_seat and not is_open:
                outcome = Outcome.RUN_CLOSED
            elif outcome.takes_a_seat and seats_left == 0:
                outcome = Outcome.RUN_FULL
        if outcome.takes_a_seat and seats_left is not None:
            seats_left -= 1
        met |= names
        outcomes.append(outcome)
    return outcomes


def _judge_one(address: str, person: User | None, known: Known) -> Outcome:
    """By the person alone, whatever the run allows."""
    if person is not None:
        if not person.is_active:
            return Outcome.CLOSED_ACCOUNT
        if person.pk in known.withdrawn:
            return Outcome.WITHDRAWN if known.withdrawn[person.pk] else Outcome.ALREADY_IN
        return Outcome.ENROLLED
    try:
        check_address(address)
    except AddressRefused:
        return Outcome.BAD_ADDRESS
    return Outcome.NO_MAIL if address in known.stopped else Outcome.INVITED


def _read(run: CourseRun, people: Sequence[Newcomer]) -> Known:
    """Four queries."""
    addresses = {normalize(person.email) for person in people}
    found = find_people(addresses)
    places = Enrollment.objects.filter(run=run, learner__in=list(found.values()))
    return Known(
        people=found,
        withdrawn={
            learner: withdrawn_at is not None
            for learner, withdrawn_at in places.values_list("learner", "withdrawn_at")
        },
        stopped=frozenset(stopped_addresses(addresses - found.keys())),
    )


def _is_open(run: CourseRun, parts: Sequence[CourseRun], *, at: datetime) -> bool:
    if any(is_closed(part, at=at) for part in parts):
        return False
    return run.is_open_for_enrollment(at=at) and not is_retired(run)


def _seats_left(run: CourseRun, parts: Sequence[CourseRun]) -> int | None:
    """As many as the smallest of the courses has; who is in that one already is counted too."""
    free = [seats for seats in map(free_seats, [run, *parts]) if seats is not None]
    return min(free, default=None)


@transaction.atomic
def _enroll_chunk(
    run: CourseRun, people: Sequence[Newcomer], seen: set[str], at: datetime, by: User
) -> list[Outcome]:
    runs = CourseRun.objects.select_related("course__provider")
    locked = runs.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    parts = lock_parts(locked)
    known = _read(locked, people)
    outcomes = judge(
        people,
        known,
        is_open=_is_open(locked, parts, at=at),
        seats_left=_seats_left(locked, parts),
        seen=frozenset(seen),
    )
    chosen = [
        person for person, outcome in zip(people, outcomes, strict=True) if outcome.takes_a_seat
    ]
    if not chosen:
        return outcomes
    accounts = ensure_people(chosen)
    learners = [accounts[normalize(person.email)] for person in chosen]
    origins = read_origins(learners)
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            learner=learner,
            run=locked,
            enrolled_at=at,
            rule=locked.course.completion_rule,
            country=origins[learner.pk].country,
            affiliation_kind=origins[learner.pk].affiliation_kind,
        )
        for learner in learners
    )
    end_waiting(locked, [person.pk for person in learners], end=WaitingEnd.ENROLLED, at=at)
    log_many(enrollments, "learning.enroll", user=by)
    enroll_in_parts(enrollments, parts, by=by, at=at)
    announce_enrollments(enrollments, at=at)
    return outcomes
