"""The people of one session as its host sees them on the day: who comes, and what proves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.moments import zone_of
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.models.enrollment import EnrollmentQuerySet
from live.deciding import decide_all
from live.models import Attendance, LiveSession, Source
from live.noted import NOTHING, say_proofs, say_verdict
from live.proof import Decision
from studio.log.wording import person_of

PAGE_SIZE: Final = 50
LATEST: Final = 8
HERE: Final = (Source.JOIN, Source.CODE, Source.LIST, Source.REPORT)
_NAME: Final = Coalesce(
    NullIf("learner__name", Value("")), "learner__email", output_field=models.CharField()
)


class Show(models.TextChoices):
    ALL = "all", _("Everybody")
    CAME = "came", _("Came")
    AWAY = "away", _("Not there")


@dataclass(frozen=True, slots=True)
class Asked:
    """`page` is counted from 1; one that is not there is the last."""

    show: Show = Show.ALL
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """`listed`: the minutes on the host's list, None where they do not stand on it."""

    enrollment: Enrollment
    name: str
    email: str
    proofs: tuple[str, ...]
    verdict: str
    decision: Decision
    listed: int | None

    @property
    def has_left(self) -> bool:
        return self.enrollment.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class Figures:
    """`expected`: who has a seat. `came`: of whom anything but the recording says so; the others
    are the proofs by kind, of which one person may have several. `attended`: for how many it
    counts, None before the end and where it counts for nothing."""

    expected: int
    came: int
    attended: int | None
    by_source: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class People:
    lines: tuple[Line, ...]
    counts: Mapping[Show, int]
    found_count: int
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class Arrival:
    name: str
    at: datetime
    by: str


def people_of(session: LiveSession) -> EnrollmentQuerySet:
    """Who has a seat, and whoever came and left the run since; by name."""
    proofs = Attendance.objects.filter(session=session, enrollment=OuterRef("pk"))
    has_seat = Q(run=session.run_id, withdrawn_at=None, learner__erased_at=None)
    rows = Enrollment.objects.annotate(
        has_proof=Exists(proofs), came=Exists(proofs.filter(source__in=HERE))
    )
    return by_name(rows.filter(has_seat | Q(has_proof=True)))


def by_name(people: EnrollmentQuerySet) -> EnrollmentQuerySet:
    """Whoever gave no name stands where their address would."""
    return people.annotate(place=Lower(_NAME)).order_by("place", "pk")


def read_figures(session: LiveSession, *, at: datetime) -> Figures:
    """Two queries, after the end three, whatever the number of people."""
    expected = Enrollment.objects.with_seat().filter(run=session.run_id).count()
    numbers: dict[str, Any] = {
        source.value: Count("pk", filter=Q(source=source)) for source in Source
    }
    here = Q(source__in=HERE)
    came = Count("enrollment", distinct=True, filter=here)
    found = session.attendances.order_by().aggregate(came=came, **numbers)
    by_source = tuple(
        (str(source.label), found[source.value]) for source in Source if found[source.value]
    )
    return Figures(
        expected=expected,
        came=found["came"],
        attended=_attended(session) if session.can_count and at >= session.ends_at else None,
        by_source=by_source,
    )


def _attended(session: LiveSession) -> int:
    """By what was handed down. One query."""
    facts = ActivityResult.objects.valid().filter(
        lesson_key=str(session.lesson_key),
        activity_key=session.activity_key,
        kind=ResultKind.SESSION,
        enrollment__run=session.run_id,
    )
    return int(facts.count())


def read_people(session: LiveSession, asked: Asked, *, zone: str, at: datetime) -> People:
    """A page of them. Counts, how many were found where words were searched, the page, its proofs:
    at most four queries, and those of `decide_all`."""
    everybody = people_of(session)
    counts = _count(everybody)
    found = _searched(everybody, asked)
    found_count = found.count() if asked.words else counts[asked.show]
    page_count = max(1, -(-found_count // PAGE_SIZE))
    page = min(max(asked.page, 1), page_count)
    first = (page - 1) * PAGE_SIZE
    rows = list(found.select_related("learner")[first : first + PAGE_SIZE])
    return People(
        lines=tuple(describe(session, rows, zone=zone, at=at)),
        counts=counts,
        found_count=found_count,
        page=page,
        page_count=page_count,
    )


def describe(
    session: LiveSession, rows: Sequence[Enrollment], *, zone: str, at: datetime
) -> list[Line]:
    """Lines for these people, who were read with their accounts. One query for all proofs, and
    those of `decide_all`."""
    found: dict[int, list[Attendance]] = defaultdict(list)
    for proof in session.attendances.filter(enrollment__in=[row.pk for row in rows]):
        found[proof.enrollment_id].append(proof)
    decisions = decide_all(session, [proof for each in found.values() for proof in each])
    return [
        _line(session, row, found.get(row.pk, []), decisions.get(row.pk, NOTHING), zone, at)
        for row in rows
    ]


def read_arrivals(session: LiveSession) -> list[Arrival]:
    """Who came last, the latest first. One query."""
    rows = session.attendances.filter(source__in=[Source.JOIN, Source.CODE], at__isnull=False)
    arrivals: dict[int, Arrival] = {}
    for row in rows.select_related("enrollment__learner").order_by("-at", "-pk")[: 2 * LATEST]:
        learner = row.enrollment.learner
        by = str(Source(row.source).label)
        if row.at is not None:
            arrivals.setdefault(row.enrollment_id, Arrival(person_of(learner), row.at, by))
    return list(arrivals.values())[:LATEST]


def _count(everybody: EnrollmentQuerySet) -> dict[Show, int]:
    """One query."""
    came = Count("pk", filter=Q(came=True))
    found = everybody.order_by().aggregate(everybody=Count("pk"), there=came)
    total, there = found["everybody"], found["there"]
    return {Show.ALL: total, Show.CAME: there, Show.AWAY: total - there}


def _searched(everybody: EnrollmentQuerySet, asked: Asked) -> EnrollmentQuerySet:
    people = everybody
    if asked.show != Show.ALL:
        people = people.filter(Q(came=asked.show == Show.CAME))
    for word in asked.words.split():
        people = people.filter(Q(learner__name__icontains=word) | Q(learner__email__icontains=word))
    return people


def _line(
    session: LiveSession,
    row: Enrollment,
    proofs: Sequence[Attendance],
    decision: Decision,
    zone: str,
    at: datetime,
) -> Line:
    is_over = at >= session.ends_at
    say = partial(_say_moment, session, zone)
    listed = next((each.minutes for each in proofs if each.source == Source.LIST), None)
    return Line(
        enrollment=row,
        name=row.learner.name,
        # What erasure leaves is nobody's address.
        email="" if row.learner.erased_at else row.learner.email,
        proofs=say_proofs(session, proofs, say=say, at=at),
        verdict=say_verdict(session, decision, has_proof=bool(proofs), is_over=is_over),
        decision=decision,
        listed=listed,
    )


def _say_moment(session: LiveSession, zone: str, moment: datetime) -> str:
    """The hour; the day too where it is another than that of the session."""
    here, day = (each.astimezone(zone_of(zone)) for each in (moment, session.starts_at))
    return date_format(here, "H:i" if here.date() == day.date() else "j M Y, H:i")
