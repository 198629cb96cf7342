"""A table from a CSV file or from pasted lines, as spreadsheets save them. Pure.

Going out, a cell that a spreadsheet would take for a formula is made harmless.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

DELIMITERS: Final = (",", ";", "\t")
# Of a file, with those that are empty: each costs memory, however small the file is.
MOST_LINES: Final = 200_000
IGNORED: Final = dict.fromkeys(map(ord, " -_.*:\u2010\u2011"))
# OWASP, "CSV injection": what Excel, LibreOffice and Google Sheets begin a formula with.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class FileRefused(ValueError):
    """The text says what is wrong with the whole file, and what to do."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """`number` is the row as a spreadsheet counts it; `values` has every column that we know."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[TableRow, ...]
    unused_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table may be. `headers` leads from a title, plain (see `plain`), to our name of the
    column; without a column `key` it is refused, and `columns` names what there may be."""

    headers: Mapping[str, str]
    columns: str
    max_rows: int
    max_bytes: int
    key: str = "email"


def read_table(content: bytes | str, shape: Shape) -> Table:
    """The rows of a file (bytes) or of pasted text. Raises FileRefused.

    UTF-8 and UTF-16, with or without a byte order mark; comma, semicolon or tab. The first line
    names the columns; only a list of nothing but addresses needs none.
    """
    size = len(content) if isinstance(content, bytes) else len(content.encode())
    if size > shape.max_bytes:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Split it, and load one part after the other.")
            % {"size": shape.max_bytes // 1024 // 1024}
        )
    text = decode(content) if isinstance(content, bytes) else content
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise FileRefused(_("The file is empty."))
    columns, unused, data = _read_header(split_rows(text), shape)
    rows = tuple(TableRow(number, _values(cells, columns)) for number, cells in data if any(cells))
    if not rows:
        raise FileRefused(_("There is nobody in the file: it has column names alone."))
    if len(rows) > shape.max_rows:
        raise FileRefused(_too_many(len(rows), shape.max_rows))
    return Table(rows, unused)


def _values(cells: list[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {
        name: restored(cells[place]) if place < len(cells) else ""
        for name, place in columns.items()
    }


def harmless(value: object) -> str:
    """As text that no spreadsheet runs: a quote stands before what begins like a formula."""
    text = str(value) if value is not None else ""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def restored(value: str) -> str:
    """Undoes `harmless`, so that what was exported can be loaded again."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA_STARTS) else value


def decode(content: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a mark. Raises FileRefused."""
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise FileRefused(
            _("This is a spreadsheet. Save it as CSV (in Excel: “CSV UTF-8”) and load that file.")
        )
    try:
        text = content.decode(_encoding_of(content))
    except UnicodeDecodeError:
        raise FileRefused(
            _("The letters of this file cannot be read. Save it as “CSV UTF-8” and load it again.")
        ) from None
    if any(ord(character) < 32 and character not in "\t\r\n\f\v" for character in text):
        raise FileRefused(_no_csv())
    return text


def _encoding_of(content: bytes) -> str:
    """By the byte order mark, else by where the zeros of ASCII letters stand in UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:200]
    if b"\x00" in head[1::2] and b"\x00" not in head[::2]:
        return "utf-16-le"
    if b"\x00" in head[::2] and b"\x00" not in head[1::2]:
        return "utf-16-be"
    return "utf-8-sig"


def _no_csv() -> str:
    return _(
        "This is no CSV file. Save the list as CSV, with one person in each line and the names "
        "of the columns in the first."
    )


def _too_many(count: int, limit: int) -> str:
    words = _("The file has %(count)d people, more than %(limit)d. Split it.")
    return words % {"count": count, "limit": limit}


def count_lines(text: str) -> int:
    return max(text.count("\n"), text.count("\r"))


def split_rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that say something, with their number, cut at the delimiter that the first line uses.

    Raises FileRefused.
    """
    lines = count_lines(text)
    if lines > MOST_LINES:
        raise FileRefused(_too_many(lines, MOST_LINES))
    first_number = 1
    delimiter = ""
    if text[:4].lower() == "sep=":  # Excel's own hint
        delimiter = text[4:5]
        text = text.partition("\n")[2]
        first_number = 2
    if delimiter not in DELIMITERS:
        head = text.lstrip().splitlines()[0] if text.strip() else ""
        delimiter = max(DELIMITERS, key=head.count)
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [
            (number, [" ".join(cell.split()) for cell in cells])
            for number, cells in enumerate(found, start=first_number)
            if any(map(str.strip, cells))
        ]
    except csv.Error:
        raise FileRefused(_no_csv()) from None


def _read_header(
    lines: list[tuple[int, list[str]]], shape: Shape
) -> tuple[dict[str, int], tuple[str, ...], list[tuple[int, list[str]]]]:
    """Places of the columns we know, titles of those that we do not, and the rows below."""
    filled = [line for line in lines if any(line[1])]
    if not filled:
        raise FileRefused(_("The file is empty."))
    titles = filled[0][1]
    if len([title for title in titles if title]) == 1 and "@" in titles[0]:
        return {shape.key: 0}, (), filled
    columns: dict[str, int] = {}
    unused: list[str] = []
    for place, title in enumerate(titles):
        name = shape.headers.get(plain(title))
        if name is None:
            unused += [title] if title else []
        elif name in columns:
            raise FileRefused(
                _("Two columns mean the same: “%(first)s” and “%(second)s”. Remove one of them.")
                % {"first": titles[columns[name]], "second": title}
            )
        else:
            columns[name] = place
    if shape.key not in columns:
        raise FileRefused(
            _(
                "No column is called “e-mail”. The first line must name the columns: %(columns)s. "
                "It says: %(titles)s"
            )
            % {"columns": shape.columns, "titles": ", ".join(titles)[:200]}
        )
    return columns, tuple(unused), filled[1:]


def plain(title: str) -> str:
    """A title without case and what spellings differ in."""
    return title.strip().lower().translate(IGNORED)


class _Line:
    """A file that hands each line on."""

    def write(self, line: str) -> str:
        return line


def csv_lines(titles: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A CSV file line by line, as Excel opens it: with a byte order mark, and harmless."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([harmless(title) for title in titles])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
