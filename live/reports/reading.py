"""A report of a meeting as a table: where its people begin, and what each line says. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from core.csv_file import (
    DELIMITERS,
    MOST_LINES,
    FileRefused,
    count_lines,
    decode,
    restored,
    split_rows,
)
from live.reports.columns import (
    ACCOUNT,
    EMAIL,
    FIRST_NAME,
    JOINED,
    LAST_NAME,
    LEFT,
    MINUTES,
    NAME,
    NAMES,
    WAITING,
    Columns,
    recognize,
)
from live.reports.durations import LONGEST, MINUTE, Stay, moments_in, seconds_in, stay_between

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 200
LONGEST_CELL: Final = 500
# The numbered parts of Teams: "1. Summary", "2. Participants", "3. In-Meeting Activities".
PART: Final = re.compile(r"([123])\.\s*\S.*")
PARTICIPANTS: Final = "2"

Numbered = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are those of people, with the number that a spreadsheet shows, as long as `titles`.

    `columns` is what was recognized; what is missing, the host says.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Line:
    """One stay of somebody. `seconds` and `stay` are None where the report does not say them."""

    number: int
    name: str
    email: str
    seconds: int | None
    stay: Stay | None


def read_report(content: bytes) -> Sheet:
    """UTF-8 or UTF-16; comma, semicolon or tab; with or without lines about the meeting before.

    Raises FileRefused.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Choose the report alone.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    text = decode(content)
    if count_lines(text) > MOST_LINES:
        raise FileRefused(_too_many(count_lines(text)))
    rows = [row for row in _split(text) if any(row[1])]
    if not rows:
        raise FileRefused(_("The file is empty."))
    head, people = _find_people(rows)
    if not people:
        raise FileRefused(_("There is nobody in the file: it has column names alone."))
    if len(people) > MAX_ROWS:
        raise FileRefused(_too_many(len(people)))
    width = _width_of([head, *(cells for _number, cells in people)])
    cut = tuple((number, _cut(cells, width)) for number, cells in people)
    titles = _cut(head, width)
    return Sheet(titles, cut, recognize(titles))


def _too_many(lines: int) -> str:
    words = _("The file has %(count)d lines, more than %(limit)d. Choose one session’s report.")
    return words % {"count": lines, "limit": MAX_ROWS}


def _width_of(rows: Sequence[Sequence[str]]) -> int:
    """Without columns in which nothing stands, since each line gets a cell of each.

    Raises FileRefused.
    """
    filled = (place for cells in rows for place, cell in enumerate(cells, start=1) if cell)
    width = max(filled, default=0)
    if width > MAX_COLUMNS:
        raise FileRefused(
            _("The file has %(count)d columns, more than %(limit)d. Choose the report alone.")
            % {"count": width, "limit": MAX_COLUMNS}
        )
    return width


def _cut(cells: list[str], width: int) -> tuple[str, ...]:
    return tuple(cell[:LONGEST_CELL] for cell in (cells + [""] * width)[:width])


def read_lines(
    sheet: Sheet, columns: Mapping[str, int] | None = None, *, unit: int = MINUTE
) -> list[Line]:
    """What the lines say by these columns, or by those that were recognized.

    `unit`: of a bare number in the column of durations. Lines that name nobody are left out, and
    time in the waiting room.
    """
    places = sheet.columns if columns is None else columns
    rows = [_Row(number, cells, places) for number, cells in sheet.rows]
    joined = moments_in([row.cell(JOINED) for row in rows])
    left = moments_in([row.cell(LEFT) for row in rows])
    lines = [
        row.line(stay_between(*moments), unit)
        for row, *moments in zip(rows, joined, left, strict=True)
        if row.cell(WAITING).casefold() != "yes"
    ]
    return [line for line in lines if line.name or line.email]


def seconds_are_likely(sheet: Sheet) -> bool:
    """Whether bare numbers of the durations are so large that they may be seconds: ask."""
    place = sheet.columns.get(MINUTES)
    if place is None or "minute" in sheet.titles[place].casefold():
        return False
    texts = [cells[place] for _number, cells in sheet.rows if cells[place]]
    if not texts or not all(text.isdecimal() for text in texts):
        return False
    return any(len(text) > LONGEST or int(text) > 600 for text in texts)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def cell(self, field: str) -> str:
        place = self.places.get(field)
        known = place is not None and 0 <= place < len(self.cells)
        return restored(self.cells[place]).strip() if known and place is not None else ""

    def line(self, stay: Stay | None, unit: int) -> Line:
        name = self.cell(NAME) or f"{self.cell(FIRST_NAME)} {self.cell(LAST_NAME)}".strip()
        addresses = (self.cell(EMAIL), self.cell(ACCOUNT))
        return Line(
            number=self.number,
            name=name,
            email=next((each for each in addresses if "@" in each), ""),
            seconds=seconds_in(self.cell(MINUTES), unit=unit),
            stay=stay,
        )


def _split(text: str) -> list[Numbered]:
    """By the delimiter that cuts a line into the most: the first may be a heading."""
    text = text.removeprefix("\ufeff")
    if text[:4].lower() == "sep=":
        return split_rows(text)
    lines = text.splitlines()
    best = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))
    return [(number - 1, cells) for number, cells in split_rows(f"sep={best}\n{text}")]


def _find_people(rows: list[Numbered]) -> tuple[list[str], list[Numbered]]:
    """The titles of the columns, and the rows below them."""
    rows = _participants(rows)
    head = _head_of(rows)
    return rows[head][1], rows[head + 1 :]


def _participants(rows: list[Numbered]) -> list[Numbered]:
    """Of a report in numbered parts the second, whatever its language calls it."""
    starts: dict[str, int] = {}
    for place, (_number, cells) in enumerate(rows):
        found = PART.fullmatch(cells[0]) if not any(cells[1:]) else None
        if found:
            starts.setdefault(found[1], place)
    if PARTICIPANTS not in starts:
        return rows
    after = [place for place in starts.values() if place > starts[PARTICIPANTS]]
    part = rows[starts[PARTICIPANTS] + 1 : min(after, default=len(rows))]
    return part or rows


def _head_of(rows: list[Numbered]) -> int:
    """The first row that titles a name: Zoom's line about the meeting has an "email" too.

    Else the first that titles an address, else the first as long as the longest.
    """
    found = [recognize(cells) for _number, cells in rows[:50]]
    for wanted in (NAMES, frozenset({EMAIL})):
        for place, columns in enumerate(found):
            if wanted & columns.keys():
                return place
    lengths = [sum(map(bool, cells)) for _number, cells in rows[:50]]
    return lengths.index(max(lengths))
