"""Whom in a run the lines of a report mean: by address, then by name. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from live.reports.durations import MINUTE, seconds_together
from live.reports.reading import Line

# "(Guest)" of Teams, "[Company]", and Zoom's original name behind the one that is shown.
ASIDE: Final = re.compile(r"\(([^()]*)\)|\[[^\[\]]*\]")
MARKS: Final = frozenset({"guest", "external", "unverified", "host", "co-host", "me"})


class How(StrEnum):
    EMAIL = "EMAIL"
    NAME = "NAME"
    CHOSEN = "CHOSEN"


class Why(StrEnum):
    """Why nobody was found: no such person, several of this name, enrolled elsewhere."""

    UNKNOWN = "UNKNOWN"
    SEVERAL = "SEVERAL"
    NOT_IN_RUN = "NOT_IN_RUN"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the run. `emails`: those that are proved theirs, in small letters."""

    enrollment_id: int
    name: str
    emails: frozenset[str]


@dataclass(frozen=True, slots=True)
class Guest:
    """Who a report names: all lines with the same address, or without one with the same name."""

    name: str
    email: str
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """What tells the guests of a report apart, also when it is read again."""
        return self.email or f"= {plain_name(self.name)}"


@dataclass(frozen=True, slots=True)
class Match:
    """`minutes` is None where the report does not say how long."""

    person: Person
    guests: tuple[Guest, ...]
    how: How
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    guest: Guest
    why: Why
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Matching:
    matched: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]


def match(
    lines: Iterable[Line],
    people: Sequence[Person],
    *,
    chosen: dict[str, int] | None = None,
    elsewhere: frozenset[str] = frozenset(),
) -> Matching:
    """Everybody whom the report names, found or not.

    An address decides. A name does only where one person of the run has it, and one guest who was
    not found by address. `chosen` is what the host picked: a guest's `key` to an enrollment.
    `elsewhere` are addresses of people who have an account and no place in this run.
    """
    known = {person.enrollment_id: person for person in people}
    found: dict[int, list[tuple[Guest, How]]] = defaultdict(list)
    left: list[Guest] = []
    by_email = {email: person for person in people for email in person.emails}
    for guest in guests_of(lines):
        person = known.get((chosen or {}).get(guest.key, 0))
        how = How.CHOSEN if person else How.EMAIL
        person = person or by_email.get(guest.email)
        if person:
            found[person.enrollment_id].append((guest, how))
        else:
            left.append(guest)
    unmatched = list(_by_name(left, people, found, elsewhere))
    matched = [_match(known[pk], guests) for pk, guests in found.items()]
    return Matching(tuple(matched), tuple(unmatched))


def guests_of(lines: Iterable[Line]) -> list[Guest]:
    """In the order of the report."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        email = line.email.strip().casefold()
        groups[email, "" if email else plain_name(line.name)].append(line)
    return [
        Guest(name=found[0].name, email=email, lines=tuple(found))
        for (email, _name), found in groups.items()
    ]


def minutes_together(lines: Iterable[Line]) -> int | None:
    """How long these lines of one person are together: two devices at once count once.

    A stay from the first to the last moment may be longer than its minutes: the less is true.
    """
    found = list(lines)
    ways: list[int] = []
    seconds = [line.seconds for line in found if line.seconds is not None]
    if seconds and len(seconds) == len(found):
        ways.append(sum(seconds))
    stays = [line.stay for line in found if line.stay is not None]
    if stays and len(stays) == len(found):
        ways.append(seconds_together(stays))
    return min(ways) // MINUTE if ways else None


def plain_name(name: str) -> str:
    """Words in small letters and in one order: "Kim, Jisoo (Guest)" is "jisoo kim"."""
    return _words(ASIDE.sub(" ", name))


def _words(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(sorted(re.split(r"[\s,;]+", text.strip(" ,;"))))


def _names(name: str) -> set[str]:
    """What somebody shows, and their original name where the service adds it."""
    asides = {_words(each) for each in ASIDE.findall(name) if each.casefold() not in MARKS}
    return ({plain_name(name)} | asides) - {""}


def _by_name(
    guests: Sequence[Guest],
    people: Sequence[Person],
    found: dict[int, list[tuple[Guest, How]]],
    elsewhere: frozenset[str],
) -> Iterator[Unmatched]:
    """Adds to `found` whom a name tells; yields the others."""
    of_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        of_name[plain_name(person.name)].append(person)
    shown: dict[str, int] = defaultdict(int)
    for guest in guests:
        for name in _names(guest.name):
            shown[name] += 1
    for guest in guests:
        names = _names(guest.name)
        known = {each.enrollment_id for name in names for each in of_name.get(name, ())}
        is_alone = all(shown[name] == 1 for name in names if name in of_name)
        if len(known) == 1 and is_alone:
            found[known.pop()].append((guest, How.NAME))
            continue
        why = Why.NOT_IN_RUN if guest.email in elsewhere else Why.UNKNOWN
        yield Unmatched(guest, Why.SEVERAL if known else why, minutes_together(guest.lines))


def _match(person: Person, guests: Sequence[tuple[Guest, How]]) -> Match:
    """By the surest of the ways in which these guests were found."""
    ways = {how for _guest, how in guests}
    how = next(each for each in (How.CHOSEN, How.EMAIL, How.NAME) if each in ways)
    lines = [line for guest, _how in guests for line in guest.lines]
    return Match(person, tuple(guest for guest, _how in guests), how, minutes_together(lines))
