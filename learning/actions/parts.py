"""Whoever enrolls in a programme is enrolled in its courses too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from core.doorbell import wake
from core.log import log_many
from courses.models import CourseFormat, CourseRun, RunPart
from courses.outline import PART
from courses.reading import kept_outline
from learning.models import Enrollment, WaitingEnd, WaitingPlace
from learning.seats import EnrollmentRefused, free_seats, lock_runs

from .completing import forget_percent
from .moving_up import end_waiting

if TYPE_CHECKING:
    from users.models import User


class PartClosed(EnrollmentRefused):
    """A course of the programme takes nobody any more."""


class PartFull(EnrollmentRefused):
    """A course of the programme has no seat left."""


def lock_parts(run: CourseRun) -> tuple[CourseRun, ...]:
    """The runs that belong to this locked run of a programme, locked after it.

    No query where it is no programme, else two. A programme is never part of another, and nobody
    locks a programme after its courses: no two of those who wait here wait for each other.
    """
    ids = _ids_of(run)
    return tuple(lock_runs(*ids).values()) if ids else ()


def read_parts(run: CourseRun) -> tuple[CourseRun, ...]:
    """The same without a lock, to tell what would be."""
    ids = _ids_of(run)
    runs = CourseRun.objects.select_related("course").filter(pk__in=ids)
    return tuple(runs.order_by("pk")) if ids else ()


def _ids_of(run: CourseRun) -> list[int]:
    if run.course.format != CourseFormat.PROGRAMME:
        return []
    keys = _named(run)
    parts = RunPart.objects.filter(run=run).values_list("course__key", "part_run")
    return [part_run for key, part_run in parts if str(key) in keys]


def _named(run: CourseRun) -> frozenset[str]:
    """The courses that the outline of this run names: what was taken out of it is no part."""
    outline_id = run.pinned_outline_id or run.course.newest_outline_id
    if outline_id is None:
        return frozenset()
    activities = kept_outline(run.course.pages_stamp, outline_id).activities()
    return frozenset(each.course for _lesson, each in activities if each.kind == PART)


def require_parts(parts: Sequence[CourseRun], learner: User, *, at: datetime) -> None:
    """Raises PartFull or PartClosed with the name of the course that has no place for them.

    Whoever is in a course already, or has completed it, needs no place in it. Call it with the
    runs locked. One query for all, and those that count seats for each with a limit.
    """
    if not parts:
        return
    there = {course for course, _learner in _has_place(parts, [learner])}
    places = WaitingPlace.objects.open().filter(learner=learner, run__in=parts)
    offered = {place.run_id for place in places if place.is_offered(at=at)}
    for part in parts:
        if part.course_id in there:
            continue
        words = {"course": part.course.title}
        if is_closed(part, at=at):
            text = _("“%(course)s”, a course of this programme, takes nobody any more.")
            raise PartClosed(text % words + " " + _("Ask the team of the programme."))
        if part.pk not in offered and free_seats(part) == 0:
            text = _("“%(course)s”, a course of this programme, has no seat left.")
            raise PartFull(text % words + " " + _("Ask the team of the programme."))


def is_closed(part: CourseRun, *, at: datetime) -> bool:
    """Whether nobody new comes into this run of a course, through a programme either."""
    return part.has_ended(at=at) or part.course.retired_at is not None


def enroll_in_parts(
    enrollments: Sequence[Enrollment], parts: Sequence[CourseRun], *, by: User, at: datetime
) -> None:
    """Give these people a seat in each of these locked runs, of whose seats the caller has made
    sure. No mail: the programme's own says enough.

    Whoever is in some run of a course stays there, and who completed it needs no seat; whoever had
    left the run returns to their row. Idempotent. Six queries for each course, however many people.
    """
    if not enrollments or not parts:
        return
    people = {each.learner_id: each for each in enrollments}
    there = _has_place(parts, [each.learner for each in enrollments])
    for part in parts:
        lacking = [each for key, each in people.items() if (part.course_id, key) not in there]
        if lacking:
            _enroll_in_one(lacking, part, by=by, at=at)
    wake("learning.credit_parts")  # who completed a course before


def _has_place(parts: Sequence[CourseRun], learners: Sequence[User]) -> set[tuple[int, int]]:
    """(course, learner) of who is in some run of it, or has completed it. One query."""
    rows = Enrollment.objects.filter(
        learner__in=learners, run__course__in=[part.course_id for part in parts]
    )
    found = rows.values_list("run__course", "learner", "withdrawn_at", "completed_at")
    return {
        (course, learner)
        for course, learner, withdrawn_at, completed_at in found
        if withdrawn_at is None or completed_at is not None
    }


def _enroll_in_one(
    lacking: Sequence[Enrollment], part: CourseRun, *, by: User, at: datetime
) -> None:
    learners = [each.learner_id for each in lacking]
    returning = list(Enrollment.objects.filter(run=part, learner__in=learners))
    back = {each.learner_id for each in returning}
    if returning:
        rows = Enrollment.objects.filter(pk__in=[each.pk for each in returning])
        rows.update(withdrawn_at=None, enrolled_count=F("enrolled_count") + 1)
        forget_percent(rows, at=at)
        wake("learning.refresh_percentages")
    made = Enrollment.objects.bulk_create(
        Enrollment(
            learner_id=each.learner_id,
            run=part,
            enrolled_at=at,
            rule=part.course.completion_rule,
            country=each.country,
            affiliation_kind=each.affiliation_kind,
        )
        for each in lacking
        if each.learner_id not in back
    )
    end_waiting(part, learners, end=WaitingEnd.ENROLLED, at=at)
    log_many([*returning, *made], "learning.enroll", user=by)
