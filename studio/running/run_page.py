"""A run as its team sees it: dates in the host's zone, terms, people in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.moments import say_moment
from courses.models import CourseRun, RunState
from courses.prerequisites import SaidNeed, say_needs
from learning.models import Application, Enrollment
from learning.seats import Seats, count_seats
from reports.funnel import STARTED
from studio.running.enrollment import OPENS, say_enrollment, why_nobody_can_enroll
from studio.running.moved_dates import MovedDates, find_moved_dates
from studio.running.parts import SaidPart, read_parts_of

HALF = 50  # percent


@dataclass(frozen=True, slots=True)
class Date:
    """One moment of the run, as it is said, and whether it has passed."""

    label: str
    said: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of those who are in the run now. `started`: who opened a lesson or did anything else."""

    enrolled: int = 0
    started: int = 0
    half_way: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class RunPage:
    run: CourseRun
    state: RunState
    dates: tuple[Date, ...]
    figures: Figures
    seats: Seats
    team: tuple[str, ...]
    languages: tuple[str, ...]
    needs: tuple[SaidNeed, ...]
    asking: int
    enrollment: str
    problem: str
    moved: MovedDates | None
    parts: tuple[SaidPart, ...]

    where_it_opens = OPENS

    @property
    def said_before(self) -> list[tuple[str, str]]:
        """What the dates were that were moved."""
        labels = {"starts_at": _("Starts"), "ends_at": _("Ends")}
        before = self.moved.before if self.moved else {}
        return [
            (labels[name], say_moment(moment, self.run.time_zone) if moment else _("no date"))
            for name, moment in before.items()
        ]


def read_run_page(run: CourseRun, *, at: datetime) -> RunPage:
    """Figures, seats and team of a run that was read with its course. Six queries, one
    where its dates were moved, and two where it is of a programme.
    """
    seats = count_seats([run.pk]).get(run.pk, Seats())
    team = run.team.filter(is_active=True)  # a closed account looks after nothing
    return RunPage(
        run=run,
        state=run.state_at(at, seats.spoken_for),
        dates=dates_of(run, {}, at),
        figures=_figures(run),
        seats=seats,
        team=tuple(person.name or person.email for person in team.order_by("name")),
        languages=run.language_names,
        asking=Application.objects.pending().filter(run=run).count(),
        enrollment=say_enrollment(run, at=at),
        moved=find_moved_dates(run, at=at),
        parts=read_parts_of(run),
        problem=why_nobody_can_enroll(run, at=at),
        needs=say_needs(run, language=get_language() or run.course.source_language),
    )


def dates_of(
    run: CourseRun, other: Mapping[str, datetime | None], at: datetime
) -> tuple[Date, ...]:
    """The dates of a run in its own zone, or `other` ones of these names in their place."""
    labels = {
        "opens_at": _("Enrollment opens"),
        "closes_at": _("Enrollment closes"),
        "decide_at": _("Decide by"),
        "starts_at": _("Starts"),
        "ends_at": _("Ends"),
    }
    if run.is_always_open:
        del labels["closes_at"]
    moments = {name: other.get(name, getattr(run, name)) for name in labels}
    return tuple(
        Date(labels[name], say_moment(moment, run.time_zone), moment <= at)
        for name, moment in moments.items()
        if moment is not None
    )


def _figures(run: CourseRun) -> Figures:
    counted = (
        Enrollment.objects.active()
        .filter(run=run)
        .order_by()
        .aggregate(
            enrolled=Count("pk"),
            started=Count("pk", filter=STARTED),
            half_way=Count("pk", filter=Q(percent__gte=HALF)),
            completed=Count("pk", filter=~Q(completed_at=None)),
        )
    )
    return Figures(**counted)
