"""Seats that somebody has not got yet: offered to them, waited for, asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.moments import say_for
from courses.models import CourseRun
from learning.models import Application, WaitingPlace
from users.models import User

from .faces import CourseFace, Faces


class SeatState(StrEnum):
    """`LAPSED`: nobody took the offer in time, and the sweep gives it on within a minute."""

    OFFERED = "offered"
    LAPSED = "lapsed"
    WAITING = "waiting"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class SeatLine:
    """`number`: the place among those who wait. `until`: how long the seat is kept."""

    state: SeatState
    run: CourseRun
    face: CourseFace
    number: int = 0
    until: str = ""

    @property
    def is_offered(self) -> bool:
        return self.state == SeatState.OFFERED


@dataclass(frozen=True, slots=True)
class Seats:
    """Rows of runs that are not over, read with their runs, courses and providers."""

    places: tuple[WaitingPlace, ...]
    applications: tuple[Application, ...]

    @classmethod
    def of(cls, user: User, *, at: datetime) -> Seats:
        """Two queries."""
        runs = CourseRun.objects.listed().unfinished(at=at)
        related = "run__course__provider"
        places = WaitingPlace.objects.visible_to(user).open().filter(run__in=runs).with_number()
        asked = Application.objects.visible_to(user).pending().filter(run__in=runs)
        return cls(
            places=tuple(places.select_related(related)),
            applications=tuple(asked.select_related(related)),
        )

    def runs(self) -> Iterable[CourseRun]:
        return [*(place.run for place in self.places), *(each.run for each in self.applications)]

    def lines(self, faces: Faces, user: User, *, at: datetime) -> tuple[SeatLine, ...]:
        """What can be taken now stands first."""
        lines = [_waiting_line(place, faces, user, at) for place in self.places]
        asked = [
            SeatLine(SeatState.ASKED, each.run, faces.of(each.run.course))
            for each in self.applications
        ]
        return tuple(sorted([*lines, *asked], key=lambda line: not line.is_offered))


def _waiting_line(place: WaitingPlace, faces: Faces, user: User, at: datetime) -> SeatLine:
    face, until = faces.of(place.run.course), place.offer_ends_at
    if until is None:
        number = place.number  # type: ignore[attr-defined]  # by with_number()
        return SeatLine(SeatState.WAITING, place.run, face, number=number)
    state = SeatState.OFFERED if place.is_offered(at=at) else SeatState.LAPSED
    said = say_for(until, host_zone=place.run.time_zone, reader_zone=user.time_zone)
    return SeatLine(state, place.run, face, until=said)
