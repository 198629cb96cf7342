"""Several sessions that belong together: planned at once, at the same hour of the host's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    if session.cancelled_at is not None:
        return None
    return places_in_series([session]).get(session.pk)


def places_in_series(sessions: Sequence[LiveSession]) -> dict[int, tuple[int, int] | None]:
    """The same of several of one series, by their keys. One query at most."""
    first = next((each for each in sessions if each.series_key is not None), None)
    if first is None:
        return {}
    rows = LiveSession.objects.uncancelled().filter(run=first.run_id, series_key=first.series_key)
    keys = list(rows.values_list("pk", flat=True))
    return {pk: (number, len(keys)) if len(keys) > 1 else None for number, pk in enumerate(keys, 1)}


def place_of(session: LiveSession) -> tuple[int, int] | None:
    """The same without a query, of one that was read `with_places()`."""
    number, count = session.number_in_series, session.count_in_series
    if session.cancelled_at is not None or not number or not count or count < 2:
        return None
    return number, count


def say_place(place: tuple[int, int] | None) -> str:
    """In the active language; "" for one by itself."""
    if place is None:
        return ""
    number, count = place
    return _("Session %(number)d of %(count)d") % {"number": number, "count": count}
