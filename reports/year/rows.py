"""The rows behind a figure. Nobody is named: courses, places and days are enough to count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Course, CourseRun, Provider
from reports.origins import country_name, kind_name
from reports.tables import Cell
from reports.year.period import Year

PAGE: Final = 50
Queries = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """`find` gives them ordered by their key, `say` one of them in cells."""

    title: Any
    columns: tuple[Any, ...]
    find: Callable[[Year, Mapping[str, str]], Queries]
    say: Callable[[Any], tuple[Cell, ...]]

    def page(self, year: Year, asked: Mapping[str, str], *, after: int) -> Page:
        """The rows after this key. One query."""
        found = list(self.find(year, asked).filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        shown = found[:PAGE]
        return Page([self.say(row) for row in shown], shown[-1].pk if len(found) > PAGE else None)

    def all(self, year: Year, asked: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
        """Every row, some thousand in memory at a time."""
        for row in self.find(year, asked).order_by("pk").iterator(chunk_size=2000):
            yield self.say(row)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[tuple[Cell, ...]]
    next: int | None


def _places(model: type[Any], path: str, run: str) -> Callable[[Year, Mapping[str, str]], Queries]:
    """Courses, runs or providers with the enrollments of the year. `path` leads to these."""

    def find(year: Year, asked: Mapping[str, str]) -> Queries:
        enrolled = Q(
            **{f"{path}__enrolled_at__gte": year.begins, f"{path}__enrolled_at__lt": year.ends}
        )
        runs = year.enrollments().order_by().values("run")
        rows: Queries = model.objects.filter(**{f"{run}__in": runs}).annotate(
            number=Count(path, filter=enrolled, distinct=True),
            people=Count(f"{path}__learner", filter=enrolled, distinct=True),
        )
        return rows

    return find


def _participants(year: Year, asked: Mapping[str, str]) -> Queries:
    rows = year.enrollments()
    if "country" in asked:
        rows = rows.filter(country=asked["country"].replace("-", ""))
    if "kind" in asked:
        rows = rows.filter(affiliation_kind=asked["kind"].replace("-", ""))
    return rows.select_related("run__course")


def _completions(year: Year, asked: Mapping[str, str]) -> Queries:
    return year.completions().select_related("run__course")


def _certificates(year: Year, asked: Mapping[str, str]) -> Queries:
    rows = year.certificates()
    goal = asked.get("goal", "")
    if not goal.isdecimal():
        return rows
    copied = rows.order_by().values_list("goals").annotate(Max("pk"))
    wanted = Q(pk=None)
    for goals, _newest in copied:
        if any(int(each["number"]) == int(goal) for each in goals):
            wanted |= Q(goals=goals)
    return rows.filter(wanted)


def _newsletters(year: Year, asked: Mapping[str, str]) -> Queries:
    return year.newsletters().select_related("sending")


def _day(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d") if moment else ""


def _enrollment(row: Any) -> tuple[Cell, ...]:
    course, run = row.run.course.title, str(row.run)
    place, kind = country_name(row.country), kind_name(row.affiliation_kind)
    return (_day(row.enrolled_at), course, run, place, kind, _day(row.completed_at))


ENROLLMENT: Final = (
    *(gettext_lazy("Enrolled"), gettext_lazy("Course"), gettext_lazy("Run")),
    *(gettext_lazy("Country"), gettext_lazy("Kind"), gettext_lazy("Completed")),
)
NUMBERS: Final = (gettext_lazy("Enrollments"), gettext_lazy("People"))
COURSE, RUN, PROVIDER = gettext_lazy("Course"), gettext_lazy("Run"), gettext_lazy("Provider")

ROWS: Final[Mapping[str, Rows]] = {
    "courses": Rows(
        gettext_lazy("Courses"),
        (COURSE, *NUMBERS),
        _places(Course, "runs__enrollments", "runs"),
        lambda row: (row.title, row.number, row.people),
    ),
    "runs": Rows(
        gettext_lazy("Runs"),
        (RUN, COURSE, *NUMBERS),
        lambda year, asked: _places(CourseRun, "enrollments", "pk")(year, asked).select_related(
            "course"
        ),
        lambda row: (str(row), row.course.title, row.number, row.people),
    ),
    "providers": Rows(
        gettext_lazy("Providers"),
        (PROVIDER, *NUMBERS),
        _places(Provider, "courses__runs__enrollments", "courses__runs"),
        lambda row: (row.name, row.number, row.people),
    ),
    "participants": Rows(gettext_lazy("Enrollments"), ENROLLMENT, _participants, _enrollment),
    "completions": Rows(gettext_lazy("Completions"), ENROLLMENT, _completions, _enrollment),
    "certificates": Rows(
        gettext_lazy("Certificates"),
        (
            *(gettext_lazy("Issued"), COURSE, PROVIDER),
            *(gettext_lazy("Hours"), gettext_lazy("Goals")),
        ),
        _certificates,
        lambda row: (
            *(_day(row.issued_at), row.course_title, row.provider_name),
            f"{row.effort_minutes / 60:.1f}",
            ", ".join(str(goal["number"]) for goal in row.goals),
        ),
    ),
    "newsletters": Rows(
        gettext_lazy("Newsletters"),
        (gettext_lazy("Sent"), gettext_lazy("Issue"), gettext_lazy("Readers")),
        _newsletters,
        lambda row: (_day(row.sending.started_at), row.sending.title, row.sending.recipient_count),
    ),
}


def say_filter(asked: Mapping[str, str]) -> str:
    """Which part of the rows is listed, in words."""
    if "country" in asked:
        return country_name(asked["country"].replace("-", ""))
    if "kind" in asked:
        return kind_name(asked["kind"].replace("-", ""))
    if "goal" in asked:
        return _("Goal %(number)s") % {"number": asked["goal"]}
    return ""
