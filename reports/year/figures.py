"""The figures of a year as tables; each has an address for the rows behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from courses.models import CourseRun
from mail.models import Delivery, DeliveryState
from reports.funnel import say_share, share
from reports.groups import FEWEST, Group, shown
from reports.origins import country_name, kind_name
from reports.tables import Bar, Cell, Table
from reports.year.participants import Participants, read_participants
from reports.year.period import Year
from sdgs.models import Goal
from users.models import Gender


def year_tables(year: Year) -> list[Table]:
    """Nine queries, whatever took place."""
    people = read_participants(year)
    certificates = _certificates(year)
    return [
        _totals(year, people, certificates),
        _origins(
            year,
            _("Participants by country"),
            _Split("countries", "country", _("Country"), country_name),
            people.by_country,
        ),
        _origins(
            year,
            _("Participants by kind of member"),
            _Split("kinds", "kind", _("Kind"), kind_name),
            people.by_kind,
        ),
        _origins(
            year,
            _("Participants by gender"),
            _Split("genders", "", _("Gender"), _gender_name),
            people.by_gender,
            note=_("Of those who say it and consent to statistics; their rows are not listed."),
        ),
        _goals(year, certificates),
    ]


def _gender_name(gender: str) -> str:
    return str(Gender(gender).label) if gender else _("Not said, or no consent")


def rows_url(year: Year, what: str, **which: str) -> str:
    """Where the rows behind a figure are listed."""
    address = reverse("reports:year-rows", args=[year.number, what])
    return f"{address}?{urlencode(which)}" if which else address


@dataclass(frozen=True, slots=True)
class _Certificates:
    count: int
    minutes: int
    by_goal: dict[int, int]


def _certificates(year: Year) -> _Certificates:
    """By the goals that each copied: certificates of one course have the same. One query."""
    rows = (
        year.certificates()
        .order_by()
        .values_list("goals")
        .annotate(Count("pk"), Sum("effort_minutes"))
    )
    by_goal: dict[int, int] = defaultdict(int)
    number = minutes = 0
    for goals, count, effort in rows:
        number, minutes = number + count, minutes + effort
        for goal in goals:
            by_goal[int(goal["number"])] += count
    return _Certificates(number, minutes, dict(by_goal))


def _totals(year: Year, people: Participants, certificates: _Certificates) -> Table:
    runs = year.enrollments().order_by().values("run").distinct()
    places = CourseRun.objects.filter(pk__in=runs).aggregate(
        runs=Count("pk"),
        courses=Count("course", distinct=True),
        providers=Count("course__provider", distinct=True),
    )
    issues = year.newsletters()
    mails = Delivery.objects.filter(sending__in=issues.values("sending"), state=DeliveryState.SENT)
    rows: list[tuple[str, int, str]] = [
        (_("Courses in which people enrolled"), places["courses"], "courses"),
        (_("Runs in which people enrolled"), places["runs"], "runs"),
        (_("Providers of these"), places["providers"], "providers"),
        (_("Participants (each person once)"), people.people, "participants"),
        (_("Enrollments"), people.enrollments, "participants"),
        (_("Completions"), year.completions().count(), "completions"),
        (_("Certificates"), certificates.count, "certificates"),
        (_("Hours of learning certified"), certificates.minutes // 60, "certificates"),
        (_("Goals served"), len(certificates.by_goal), "certificates"),
        (_("Newsletters sent"), issues.count(), "newsletters"),
        (_("Mails of these that arrived at a server"), mails.count(), "newsletters"),
    ]
    return Table(
        key="totals",
        title=_("In figures"),
        columns=(_("Figure"), _("Number")),
        rows=tuple((label, value) for label, value, _what in rows),
        links=tuple(rows_url(year, what) if value else "" for _label, value, what in rows),
        note=_("Enrollments, completions, certificates and newsletters of the year %(year)d, UTC.")
        % {"year": year.number},
    )


@dataclass(frozen=True, slots=True)
class _Split:
    key: str
    query: str
    column: str
    name: Callable[[str], str]


def _origins(
    year: Year, title: str, split: _Split, groups: Iterable[Group], *, note: str = ""
) -> Table:
    found = shown(groups)
    named = [(split.name(each.key), each) for each in found.groups]
    links = [
        rows_url(year, "participants", **{split.query: each.key or "-"}) if split.query else ""
        for each in found.groups
    ]
    if found.others is not None:
        named.append((_("Others, too few to be named"), found.others))
        links.append("")
    whole = sum(each.people for _label, each in named)
    fewest = _("Groups of fewer than %(count)d are never shown.") % {"count": FEWEST}
    rows: list[tuple[Cell, ...]] = [
        (label, each.people, each.completed, share(each.completed, each.people))
        for label, each in named
    ]
    return Table(
        key=split.key,
        title=title,
        columns=(split.column, _("Participants"), _("Completed"), _("Completed, in percent")),
        rows=tuple(rows),
        links=tuple(links),
        bars=tuple(
            Bar(label, each.people, whole, say_share(each.people, whole))
            for label, each in named[:15]
        ),
        note=" ".join((note or _("As people said when they enrolled."), fewest)),
    )


def _goals(year: Year, certificates: _Certificates) -> Table:
    titles: dict[int, Any] = {goal.number: goal for goal in Goal.objects.all()}
    ordered = sorted(certificates.by_goal.items())
    rows = [
        (
            f"{number} {titles[number].local('short_title')}" if number in titles else str(number),
            count,
        )
        for number, count in ordered
    ]
    return Table(
        key="goals",
        title=_("Goals that the certified courses serve"),
        columns=(_("Goal"), _("Certificates")),
        rows=tuple(rows),
        links=tuple(rows_url(year, "certificates", goal=str(number)) for number, _count in ordered),
        bars=tuple(
            Bar(label, count, certificates.count, say_share(count, certificates.count))
            for label, count in rows
        ),
        note=_("A certificate counts for each goal of its course."),
    )
