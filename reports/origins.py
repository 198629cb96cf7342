"""Where people come from, as they said when they enrolled: by country, by kind of organization."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from learning.models import AffiliationKind, Enrollment
from reports.funnel import say_share, share
from reports.groups import FEWEST, Shown, by_part, shown_over
from reports.tables import Bar, Cell, Table
from users.territories import territory_name


def origin_tables(enrollments: QuerySet[Enrollment]) -> list[Table]:
    """Two queries. Of several courses together nothing shows what one of them hides."""
    return [
        _table(
            "countries", _("By country"), _("Country"), _read(enrollments, "country"), country_name
        ),
        _table(
            "kinds",
            _("By kind of organization"),
            _("Kind"),
            _read(enrollments, "affiliation_kind"),
            kind_name,
        ),
    ]


def _read(enrollments: QuerySet[Enrollment], column: str) -> Shown:
    completed = Count("learner", distinct=True, filter=Q(completed_at__isnull=False))
    rows = (
        enrollments.order_by()
        .values("run__course", column)
        .annotate(people=Count("learner", distinct=True), completed=completed)
        .values_list("run__course", column, "people", "completed")
    )
    return shown_over(by_part(rows))


def country_name(code: str) -> str:
    """In the active language."""
    return territory_name(code) if code else _("Not said")


def kind_name(kind: str) -> str:
    return str(AffiliationKind(kind).label) if kind else _("Not said")


def _table(key: str, title: str, column: str, found: Shown, name: Callable[[str], str]) -> Table:
    named = [(name(each.key), each) for each in found.groups]
    if found.others is not None:
        named.append((_("Others, too few to be named"), found.others))
    whole = sum(each.people for _name, each in named)
    rows: list[tuple[Cell, ...]] = [
        (label, each.people, each.completed, share(each.completed, each.people))
        for label, each in named
    ]
    return Table(
        key=key,
        title=title,
        columns=(column, _("People"), _("Completed"), _("Completed, in percent")),
        rows=tuple(rows),
        bars=tuple(
            Bar(label, each.people, whole, say_share(each.people, whole)) for label, each in named
        ),
        note=_("As people said when they enrolled. Groups of fewer than %(count)d are never shown.")
        % {"count": FEWEST},
    )
