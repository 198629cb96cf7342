"""What a CSV file says of readers. Pure: no query, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from core.csv_file import Shape, Table, TableRow, read_table
from users.fields import LONGEST_NAME
from users.names import tidy_name
from users.spellings import language_of

MAX_ROWS: Final = 50_000
MAX_BYTES: Final = 10 * 1024 * 1024
DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
HEADERS: Final = {
    **dict.fromkeys(["email", "emailaddress", "mail", "mailaddress"], "email"),
    **dict.fromkeys(["name", "fullname", "reader", "subscriber", "person"], "name"),
    **dict.fromkeys(["language", "lang", "locale", "preferredlanguage"], "language"),
    **dict.fromkeys(
        ["consent", "consentdate", "agreed", "agreedon", "confirmed", "confirmtime", "optintime"],
        "consent",
    ),
    **dict.fromkeys(["source", "consentsource", "agreedwhere", "where"], "source"),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """`language` is "" where the file has none that we know; `notes` say what is not used.

    `has_bad_date`: something stands where the date should, and nobody can read it.
    """

    number: int
    email: str
    name: str
    language: str
    consent_date: date | None
    has_bad_date: bool
    source: str
    notes: tuple[str, ...]


def read_readers(content: bytes) -> Table:
    """Raises FileRefused."""
    columns = _("e-mail, consent (a date), source, and if you like name, language")
    return read_table(content, Shape(HEADERS, columns, max_rows=MAX_ROWS, max_bytes=MAX_BYTES))


def file_rows(table: Table) -> Iterator[FileRow]:
    for row in table.rows:
        yield _read_row(row)


def _read_row(row: TableRow) -> FileRow:
    notes: list[str] = []
    when = row.values.get("consent", "")
    consent_date = _read_date(when, notes)
    return FileRow(
        number=row.number,
        email=row.values["email"].removeprefix("mailto:"),
        name=_read_name(row.values.get("name", ""), notes),
        language=_read_language(row.values.get("language", ""), notes),
        consent_date=consent_date,
        has_bad_date=bool(when) and consent_date is None,
        source=row.values.get("source", "")[:150],
        notes=tuple(notes),
    )


def _read_name(value: str, notes: list[str]) -> str:
    name = tidy_name(value)
    if len(name) <= LONGEST_NAME:
        return name
    notes.append(
        _("The name is longer than %(count)d letters: it is left out.") % {"count": LONGEST_NAME}
    )
    return ""


def _read_language(value: str, notes: list[str]) -> str:
    code = language_of(value) if value else ""
    if value and not code:
        notes.append(_("“%(value)s” is no language of this site.") % {"value": value[:40]})
    return code


def _read_date(value: str, notes: list[str]) -> date | None:
    """Year first: whether 5/6/2024 is in May or in June, nobody can tell."""
    found = DATE.match(value)
    if found:
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            pass
    if value:
        notes.append(_("“%(value)s” is no date: write 2024-05-17.") % {"value": value[:40]})
    return None
