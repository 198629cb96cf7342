"""A list of people on its way into a run: what the page shows, and how it is carried on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun
from learning.actions import Outcome
from studio.people_file import PersonRow
from users.inviting import Newcomer

# How long a dry run may lie on the screen before it is confirmed, in seconds.
CARRIED_SECONDS: Final = 24 * 60 * 60

PLANNED: Final[dict[Outcome, str | Promise]] = {
    Outcome.ENROLLED: _("Will be enrolled"),
    Outcome.INVITED: _("An account will be made, and they are invited"),
}
DONE: Final[dict[Outcome, str | Promise]] = {
    Outcome.ENROLLED: _("Enrolled"),
    Outcome.INVITED: _("An account was made, and they are invited"),
    Outcome.ALREADY_IN: _("Is already enrolled: nothing changes"),
    Outcome.WITHDRAWN: _("Has withdrawn, and is not brought back: they can return themselves"),
    Outcome.REPEATED: _("Stands further up in the list too"),
    Outcome.BAD_ADDRESS: _("The address cannot be used: check it"),
    Outcome.NO_MAIL: _("Mail to this address came back: ask for another one"),
    Outcome.CLOSED_ACCOUNT: _("The account of this address is closed"),
    Outcome.RUN_FULL: _("No seat is left"),
    Outcome.RUN_CLOSED: _("Enrollment is not open"),
    Outcome.NOT_DONE: _("Not done: load the list once more"),
}
UNCHANGED: Final = {Outcome.ALREADY_IN, Outcome.REPEATED}


@dataclass(frozen=True, slots=True)
class Line:
    """One person with what becomes of them. `tone` is that of the tag."""

    row: PersonRow
    outcome: Outcome
    is_planned: bool

    @property
    def label(self) -> str:
        return _label(self.outcome, is_planned=self.is_planned)

    @property
    def tone(self) -> str:
        if self.outcome.takes_a_seat:
            return "good"
        return "" if self.outcome in UNCHANGED else "warn"


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a dry run foresees (`is_planned`), or what was done."""

    lines: tuple[Line, ...]
    is_planned: bool

    @property
    def seat_count(self) -> int:
        return sum(line.outcome.takes_a_seat for line in self.lines)

    @property
    def counts(self) -> list[Count]:
        """How many rows of each outcome, in the order of the outcomes."""
        found = Counter(line.outcome for line in self.lines)
        return [
            Count(_label(outcome, is_planned=self.is_planned), found[outcome])
            for outcome in Outcome
            if found[outcome]
        ]

    @property
    def is_cut_short(self) -> bool:
        return any(line.outcome is Outcome.NOT_DONE for line in self.lines)


def make_report(
    rows: Iterable[PersonRow], outcomes: Iterable[Outcome], *, is_planned: bool
) -> Report:
    pairs = zip(rows, outcomes, strict=True)
    lines = tuple(Line(row, outcome, is_planned) for row, outcome in pairs)
    return Report(lines, is_planned)


def _label(outcome: Outcome, *, is_planned: bool) -> str:
    return str((PLANNED.get(outcome) if is_planned else None) or DONE[outcome])


def carry(run: CourseRun, rows: Sequence[PersonRow]) -> str:
    """The rows as a signed text for a hidden field: what was shown is what is confirmed.

    Kept by the page alone, so that nothing of a list that nobody confirms stays behind.
    """
    values = [{"number": row.number, **asdict(row.person)} for row in rows]
    return signing.dumps(values, salt=_salt(run), compress=True)


def unpack(run: CourseRun, carried: str) -> list[PersonRow]:
    """The rows that `carry` packed for this run. Raises signing.BadSignature."""
    values = signing.loads(carried, salt=_salt(run), max_age=CARRIED_SECONDS)
    return [PersonRow(each.pop("number"), Newcomer(**each)) for each in values]


def _salt(run: CourseRun) -> str:
    return f"studio.enrolling:{run.pk}"
