"""What a report that a host loaded says of the people of a run, and what it would add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress

from learning.models import Enrollment
from live.models import Attendance, AttendanceReport, LiveSession, Source
from live.models.session import LONGEST_MINUTES
from live.reports.columns import JOINED, LEFT, MINUTES, names_people
from live.reports.durations import MINUTE
from live.reports.matching import Match, Matching, Person, guests_of, match
from live.reports.reading import Line, Sheet, read_lines, seconds_are_likely
from users.inviting import find_people

TITLES, PLACES, UNIT, WHOLE, CHOSEN = "titles", "places", "unit", "whole", "chosen"
"""What `AttendanceReport.columns` holds: the titles; which of them means what; seconds in a bare
number; whether everybody in it was there the whole time; whom the host chose, by line."""


@dataclass(frozen=True, slots=True)
class Reported:
    """`matching`: whom it names. `standing`: minutes that earlier reports say, by enrollment."""

    session: LiveSession
    people: tuple[Person, ...]
    matching: Matching
    standing: Mapping[int, int]
    is_whole: bool

    def minutes_for(self, found: Match) -> int | None:
        """None where the report does not say. At most the length of the session."""
        said = self.session.length if self.is_whole else found.minutes
        return None if said is None else min(said, self.session.length, LONGEST_MINUTES)

    def adds(self, found: Match) -> bool:
        """Whether somebody gets minutes, or more of them, by it."""
        said = self.minutes_for(found)
        return said is not None and said > self.standing.get(found.person.enrollment_id, -1)


def sheet_of(report: AttendanceReport) -> Sheet:
    """As it was read. A line that was blanked since is one of nobody."""
    width = len(report.columns.get(TITLES, ()))
    rows = tuple((int(row[0] or 0), tuple(row[1 : width + 1])) for row in report.rows)
    places = {name: int(place) for name, place in report.columns.get(PLACES, {}).items()}
    return Sheet(tuple(report.columns.get(TITLES, ())), rows, places)


def has_open_question(report: AttendanceReport, sheet: Sheet) -> bool:
    """Whether only the host can say which column is what."""
    places = sheet.columns
    has_time = MINUTES in places or {JOINED, LEFT} <= places.keys()
    is_told = report.columns.get(WHOLE, False) or has_time
    asks_unit = UNIT not in report.columns and seconds_are_likely(sheet)
    return not names_people(places) or not is_told or asks_unit


def read_reported(
    report: AttendanceReport, session: LiveSession, *, chosen: Mapping[int, int] | None = None
) -> Reported:
    """Five queries. `chosen`: a line's number to an enrollment, beside what was chosen before."""
    lines = read_lines(sheet_of(report), unit=report.columns.get(UNIT, MINUTE))
    told = {int(line): pk for line, pk in report.columns.get(CHOSEN, {}).items()}
    picked = _by_guest(lines, {**told, **(chosen or {})})
    people = people_of(session)
    unknown = _addresses(lines) - {email for person in people for email in person.emails}
    elsewhere = frozenset(find_people(unknown)) if unknown else frozenset()
    return Reported(
        session=session,
        people=people,
        matching=match(lines, people, chosen=picked, elsewhere=elsewhere),
        standing=_standing(session),
        is_whole=bool(report.columns.get(WHOLE)),
    )


def people_of(session: LiveSession) -> tuple[Person, ...]:
    """Who is in its run, with the addresses that are proved theirs. Two queries."""
    rows = Enrollment.objects.with_seat().filter(run=session.run_id).order_by("pk")
    found = list(rows.values_list("pk", "learner", "learner__name", "learner__email"))
    emails: dict[int, dict[str, bool]] = defaultdict(dict)
    addresses = EmailAddress.objects.filter(user__in=rows.values("learner"))
    for user, email, is_verified in addresses.values_list("user", "email", "verified"):
        emails[user][email.casefold()] = is_verified
    return tuple(
        Person(pk, name, _proved(email.casefold(), emails[user])) for pk, user, name, email in found
    )


def _standing(session: LiveSession) -> dict[int, int]:
    rows = Attendance.objects.filter(session=session, source=Source.REPORT)
    return {pk: minutes or 0 for pk, minutes in rows.values_list("enrollment", "minutes")}


def _proved(main: str, known: Mapping[str, bool]) -> frozenset[str]:
    """The address of an account that came by an invitation needs no proof of its own."""
    proved = {email for email, is_verified in known.items() if is_verified}
    return frozenset(proved | ({main} if known.get(main, True) else set()))


def _addresses(lines: Iterable[Line]) -> set[str]:
    return {line.email.strip().casefold() for line in lines if line.email}


def _by_guest(lines: Iterable[Line], chosen: Mapping[int, int]) -> dict[str, int]:
    """A guest is told by the number of their first line: that holds no name."""
    return {
        guest.key: chosen[guest.lines[0].number]
        for guest in guests_of(lines)
        if guest.lines[0].number in chosen
    }


KEPT_DAYS: Final = 30
"""So long the lines of a report are kept; they name people who may be in no run."""
