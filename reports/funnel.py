"""How far people come: enrolled, started, half way, completed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from learning.models import Enrollment
from reports.tables import Bar, Table

COMPLETED = Q(completed_at__isnull=False)
STARTED = COMPLETED | Q(last_lesson_key__isnull=False) | Q(percent__gt=0)
COUNTS = {
    "enrolled": Count("pk"),
    "started": Count("pk", filter=STARTED),
    "halfway": Count("pk", filter=COMPLETED | Q(percent__gte=50)),
    "completed": Count("pk", filter=COMPLETED),
    "left": Count("pk", filter=Q(withdrawn_at__isnull=False) & ~COMPLETED),
}


@dataclass(frozen=True, slots=True)
class Funnel:
    """Each is a part of the one before; `left`: withdrew without having completed."""

    enrolled: int = 0
    started: int = 0
    halfway: int = 0
    completed: int = 0
    left: int = 0

    def __add__(self, other: Funnel) -> Funnel:
        return Funnel(
            *(getattr(self, name) + getattr(other, name) for name in COUNTS),
        )


def read_funnel(enrollments: QuerySet[Enrollment]) -> Funnel:
    """One query. The percent is the cached one, as in lists."""
    return Funnel(**enrollments.aggregate(**COUNTS))


def read_funnels(enrollments: QuerySet[Enrollment]) -> dict[int, Funnel]:
    """The same by course. One query."""
    rows = enrollments.order_by().values("run__course").annotate(**COUNTS)
    return {row.pop("run__course"): Funnel(**row) for row in map(dict[str, Any], rows)}


def funnel_table(funnel: Funnel) -> Table:
    steps = [
        (_("Enrolled"), funnel.enrolled),
        (_("Started"), funnel.started),
        (_("Half way"), funnel.halfway),
        (_("Completed"), funnel.completed),
    ]
    return Table(
        key="funnel",
        title=_("How far people come"),
        columns=(_("Step"), _("People"), _("Of those enrolled, in percent")),
        rows=tuple((name, value, share(value, funnel.enrolled)) for name, value in steps),
        bars=tuple(
            Bar(name, value, funnel.enrolled, say_share(value, funnel.enrolled))
            for name, value in steps
        ),
        note=_(
            "Whoever withdrew is counted as far as they came: %(count)d without having completed."
        )
        % {"count": funnel.left},
    )


def share(value: int, whole: int) -> int:
    """In percent, rounded down."""
    return 100 * value // whole if whole else 0


def say_share(value: int, whole: int) -> str:
    return f"{value} ({share(value, whole)} %)"
