"""Several sessions that belong together: planned at once, at the same hour of the host's clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from courses.outline import Activity, Lesson
from live.hours import Hour, days_later
from live.models import LiveSession

Announced = tuple[Lesson, Activity]


@dataclass(frozen=True, slots=True)
class Step:
    """One of them, before it is planned. `announced`: what of the course it gives a time to."""

    hour: Hour
    announced: Announced | None


def lay_out(
    first: Hour, *, count: int, every_days: int, announced: Sequence[Announced]
) -> tuple[Step, ...]:
    """`count` of them; they take what is `announced` in its order, or nothing of the course. Pure.

    Raises ValueError where the course announces some, and fewer.
    """
    if announced and count > len(announced):
        raise ValueError(count)
    return tuple(
        Step(days_later(first, number * every_days), announced[number] if announced else None)
        for number in range(count)
    )


def place_in_series(session: LiveSession) -> tuple[int, int] | None:
    """Which of how many it is, cancelled ones apart; None for one by itself. One query at most."""
    if session.series_key is None or session.cancelled_at is not None:
        return None
    rows = LiveSession.objects.uncancelled().filter(
        run=session.run_id, series_key=session.series_key
    )
    keys = list(rows.values_list("pk", flat=True))
    return (keys.index(session.pk) + 1, len(keys)) if len(keys) > 1 else None


def places_in(rows: Iterable[LiveSession]) -> dict[int, tuple[int, int]]:
    """The same of many of one run, by pk, where `rows` are all of it, the earliest first. Pure."""
    series: dict[UUID, list[int]] = defaultdict(list)
    for row in rows:
        if row.series_key is not None and row.cancelled_at is None:
            series[row.series_key].append(row.pk)
    return {
        pk: (number, len(keys))
        for keys in series.values()
        if len(keys) > 1
        for number, pk in enumerate(keys, start=1)
    }


def say_place(place: tuple[int, int] | None) -> str:
    """In the active language; "" for one by itself."""
    if place is None:
        return ""
    number, count = place
    return _("Session %(number)d of %(count)d") % {"number": number, "count": count}
