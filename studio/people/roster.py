"""The people of a run, as whoever helps them looks for them: filtered, sorted, page by page.

The percent is the cached one and nobody's standing is computed: the same queries for ten people
and for ten thousand. A place in the list is known by an enrollment's id, and what was searched for
by a token, so that no address ever holds a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun
from learning.course_map import CourseMap, read_course_map
from learning.models import Enrollment
from learning.models.enrollment import EnrollmentQuerySet
from quizzes.failing import failing

PAGE_SIZE: Final = 50
# After so long without a visit somebody has stopped.
STOPPED_AFTER: Final = timedelta(days=14)


class Show(models.TextChoices):
    """Whom the list shows: after "everybody" those who need help."""

    ALL = "all", _("Everybody")
    NOT_STARTED = "not-started", _("Not started")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed twice")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrew")


MEANINGS: Final = {
    Show.NOT_STARTED: _("Enrolled, and has neither opened a lesson nor attended a session yet."),
    Show.STOPPED: _("Has not completed, and was last here more than 14 days ago."),
    Show.FAILED: _("Failed one knowledge check twice or more, and has not passed it since."),
    Show.WITHDRAWN: _("Has no seat any more. What they did is kept."),
}


class Sort(models.TextChoices):
    NAME = "name", _("Name")
    NEWEST = "newest", _("Enrolled last")
    LEAST = "least", _("Least done")
    QUIET = "quiet", _("Away the longest")


_NAME: Final = Coalesce(
    NullIf("learner__name", Value("")), "learner__email", output_field=models.CharField()
)
# By what each order sorts, and whether the greatest comes first; never null.
ORDERS: Final[Mapping[Sort, tuple[Any, bool]]] = {
    Sort.NAME: (Lower(_NAME), False),
    Sort.NEWEST: (F("enrolled_at"), True),
    Sort.LEAST: (F("percent"), False),
    Sort.QUIET: (Coalesce("last_active_at", "enrolled_at"), False),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see. `after`, `before`: the enrollment at the edge of their page."""

    show: Show = Show.ALL
    sort: Sort = Sort.NAME
    words: str = ""
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One line. `lesson` is the title of the lesson in which they were last."""

    enrollment: Enrollment
    name: str
    email: str
    state: Show | None
    is_failing: bool
    lesson: str


@dataclass(frozen=True, slots=True)
class Roster:
    people: tuple[Person, ...]
    counts: Mapping[Show, int]
    found_count: int
    has_previous: bool
    has_next: bool

    @property
    def enrolled_count(self) -> int:
        return self.counts[Show.ALL] - self.counts[Show.WITHDRAWN]


def read_roster(run: CourseRun, asked: Asked, *, at: datetime) -> Roster:
    """A page of the list. Counts; how many were found, where words were searched; the edge, on
    every page but the first; the page; who on it fails: at most five queries."""
    counts = _count(run, at)
    found = find_people(run, asked, at=at)
    rows, has_previous, has_next = _page(found, run, asked)
    return Roster(
        people=tuple(describe(run, rows, at=at)),
        counts=counts,
        found_count=found.count() if asked.words else counts[asked.show],
        has_previous=has_previous,
        has_next=has_next,
    )


def find_people(run: CourseRun, asked: Asked, *, at: datetime) -> EnrollmentQuerySet:
    """Everybody of this run who is asked for, in order."""
    key, is_descending = ORDERS[asked.sort]
    people = Enrollment.objects.filter(_conditions(run, at)[asked.show], run=run)
    for word in asked.words.split():
        people = people.filter(Q(learner__name__icontains=word) | Q(learner__email__icontains=word))
    people = people.select_related("learner").annotate(place=key)
    return people.order_by(*(["-place", "-pk"] if is_descending else ["place", "pk"]))


def describe(run: CourseRun, rows: Sequence[Enrollment], *, at: datetime) -> list[Person]:
    """Lines for these rows, which were read with their learners. One query for all."""
    failed = set(
        failing(run)
        .filter(enrollment__in=[row.pk for row in rows])
        .values_list("enrollment", flat=True)
    )
    course_map = _map_of(run)
    return [
        Person(
            enrollment=row,
            name=row.learner.name,
            # What erasure leaves is nobody's address.
            email="" if row.learner.erased_at else row.learner.email,
            state=state_of(row, at=at),
            is_failing=row.pk in failed and row.withdrawn_at is None and row.completed_at is None,
            lesson=course_map.title(str(row.last_lesson_key), ""),
        )
        for row in rows
    ]


def state_of(enrollment: Enrollment, *, at: datetime) -> Show | None:
    """None for who is on the way. Pure."""
    if enrollment.withdrawn_at is not None:
        return Show.WITHDRAWN
    if enrollment.completed_at is not None:
        return Show.COMPLETED
    if enrollment.last_active_at is None:
        return Show.NOT_STARTED
    return Show.STOPPED if enrollment.last_active_at < at - STOPPED_AFTER else None


def _conditions(run: CourseRun, at: datetime) -> dict[Show, Q]:
    is_under_way = Q(withdrawn_at=None, completed_at=None)
    return {
        Show.ALL: Q(),
        Show.NOT_STARTED: is_under_way & Q(last_active_at=None),
        Show.STOPPED: is_under_way & Q(last_active_at__lt=at - STOPPED_AFTER),
        Show.FAILED: is_under_way & Q(pk__in=failing(run)),
        Show.COMPLETED: Q(completed_at__isnull=False, withdrawn_at=None),
        Show.WITHDRAWN: Q(withdrawn_at__isnull=False),
    }


def _count(run: CourseRun, at: datetime) -> dict[Show, int]:
    """One query."""
    numbers = {
        show.name: Count("pk", filter=condition) if condition else Count("pk")
        for show, condition in _conditions(run, at).items()
    }
    found = Enrollment.objects.filter(run=run).order_by().aggregate(**numbers)
    return {show: found[show.name] for show in Show}


def _page(
    people: EnrollmentQuerySet, run: CourseRun, asked: Asked
) -> tuple[list[Enrollment], bool, bool]:
    """(rows, whether there are some before them, and behind them).

    An edge that is not in the run any more begins the list anew.
    """
    is_back = asked.before is not None
    beyond = _beyond(people, run, asked, is_back)
    if beyond is None:
        rows = list(people[: PAGE_SIZE + 1])
        return rows[:PAGE_SIZE], False, len(rows) > PAGE_SIZE
    rows = list((beyond.reverse() if is_back else beyond)[: PAGE_SIZE + 1])
    has_more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return (rows[::-1], has_more, True) if is_back else (rows, True, has_more)


def _beyond(
    people: EnrollmentQuerySet, run: CourseRun, asked: Asked, is_back: bool
) -> EnrollmentQuerySet | None:
    """Those behind the edge, or before it; None where it names nobody of the run.

    The edge may have left the filter meanwhile, for example by opening a lesson.
    """
    edge = asked.before if is_back else asked.after
    if edge is None:
        return None
    key, is_descending = ORDERS[asked.sort]
    ours = Enrollment.objects.filter(run=run, pk=edge).annotate(place=key)
    place = ours.values_list("place", flat=True).first()
    if place is None:
        return None
    way = "gt" if is_descending == is_back else "lt"
    return people.filter(Q(**{f"place__{way}": place}) | Q(**{"place": place, f"pk__{way}": edge}))


def _map_of(run: CourseRun) -> CourseMap:
    """Titles of the lessons of the outline that this run follows, as its authors write them."""
    outline_id = run.pinned_outline_id or run.course.newest_outline_id
    return read_course_map(run.course, outline_id, language=run.course.source_language)
