"""What the report of a meeting would change, person by person, as its host looks at it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from live.proof import is_enough
from live.reported import Reported
from live.reports.matching import How, Match, Unmatched, Why
from studio.sessions.report_forms import PeopleForm, field_of, labels_of

ASKED: Final = 200
"""So many lines that were not matched are asked about at once; the next come after confirming."""

HOW: Final = {
    How.EMAIL: _("By e-mail"),
    How.NAME: _("By name"),
    How.CHOSEN: _("Chosen by the host"),
}
WHY: Final = {
    Why.UNKNOWN: _("Nobody in this run has this name or address"),
    Why.SEVERAL: _("Several have this name: choose who it is"),
    Why.NOT_IN_RUN: _("Has an account, and is not in this run"),
}


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """`before`: minutes of an earlier report, or None. `adds`: whether it changes anything."""

    label: str
    shown_as: str
    how: str
    minutes: int | None
    before: int | None
    adds: bool
    is_enough: bool


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """`field`: where the host says who it is."""

    name: str
    email: str
    why: str
    minutes: int | None
    field: BoundField


@dataclass(frozen=True, slots=True)
class Preview:
    reported: Reported
    matched: tuple[MatchedRow, ...]
    unmatched: tuple[Unmatched, ...]

    @property
    def asked(self) -> tuple[Unmatched, ...]:
        return self.unmatched[:ASKED]

    @property
    def not_asked(self) -> int:
        return max(0, len(self.unmatched) - ASKED)

    @property
    def new_count(self) -> int:
        return sum(row.adds and row.before is None for row in self.matched)

    @property
    def more_count(self) -> int:
        return sum(row.adds and row.before is not None for row in self.matched)

    @property
    def same_count(self) -> int:
        return sum(not row.adds and row.minutes is not None for row in self.matched)

    @property
    def timeless_count(self) -> int:
        return sum(row.minutes is None for row in self.matched)

    @property
    def changes_nothing(self) -> bool:
        return not any(row.adds for row in self.matched)

    def with_fields(self, form: PeopleForm) -> list[UnmatchedRow]:
        return [
            UnmatchedRow(
                name=each.guest.name,
                email=each.guest.email,
                why=str(WHY[each.why]),
                minutes=each.minutes,
                field=form[field_of(each)],
            )
            for each in self.asked
        ]


def preview_of(reported: Reported) -> Preview:
    labels = labels_of(reported.people)
    rows = [_row(reported, each, labels) for each in reported.matching.matched]
    return Preview(
        reported=reported,
        matched=tuple(sorted(rows, key=lambda row: row.label.casefold())),
        unmatched=reported.matching.unmatched,
    )


def _row(reported: Reported, found: Match, labels: dict[int, str]) -> MatchedRow:
    minutes = reported.minutes_for(found)
    shown = {guest.name for guest in found.guests if guest.name} - {found.person.name}
    return MatchedRow(
        label=labels[found.person.enrollment_id],
        shown_as=", ".join(sorted(shown)),
        how=str(HOW[found.how]),
        minutes=minutes,
        before=reported.standing.get(found.person.enrollment_id),
        adds=reported.adds(found),
        is_enough=minutes is not None and is_enough(reported.session, minutes),
    )
