"""Read a list of people from a CSV file or from pasted lines. Pure: no query, no clock."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.csv_file import FileRefused, Shape, TableRow, read_table
from users.fields import LONGEST_NAME
from users.inviting import Newcomer
from users.names import tidy_name
from users.spellings import language_of, loose
from users.territories import babel_locale, territory_choices, time_zones

__all__ = ["FileRefused", "PeopleFile", "PersonRow", "read_people"]

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ROWS: Final = 5000

# Spellings of the first line, without case and what is ignored.
HEADERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(["email", "emailaddress", "mail", "mailaddress"], "email"),
    **dict.fromkeys(["name", "fullname", "learner", "participant", "person"], "name"),
    **dict.fromkeys(["language", "lang", "locale", "preferredlanguage"], "language"),
    **dict.fromkeys(["country", "countrycode", "territory", "countryorterritory"], "country"),
    **dict.fromkeys(["timezone", "tz", "zone"], "time_zone"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`number` is the row as a spreadsheet counts it. `notes` say what of it is not used."""

    number: int
    person: Newcomer
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleFile:
    rows: tuple[PersonRow, ...]
    unused_columns: tuple[str, ...] = field(default=())


def read_people(content: bytes | str) -> PeopleFile:
    """The people in a file (bytes) or in pasted text. Raises FileRefused; see `core.csv_file`."""
    columns = _("e-mail, and if you like name, language, country, time zone")
    shape = Shape(HEADERS, columns, max_rows=MAX_ROWS, max_bytes=MAX_BYTES)
    table = read_table(content, shape)
    return PeopleFile(tuple(map(_read_row, table.rows)), table.unused_columns)


def _read_row(row: TableRow) -> PersonRow:
    values = row.values
    notes: list[str] = []
    person = Newcomer(
        email=values["email"].removeprefix("mailto:"),
        name=_read_name(values.get("name", ""), notes),
        language=_read_language(values.get("language", ""), notes),
        country=_read_country(values.get("country", ""), notes),
        time_zone=_read_time_zone(values.get("time_zone", ""), notes),
    )
    return PersonRow(row.number, person, tuple(notes))


def _read_name(value: str, notes: list[str]) -> str:
    name = tidy_name(value)
    if len(name) > LONGEST_NAME:
        notes.append(
            _("The name is longer than %(count)d letters: it is left out.")
            % {"count": LONGEST_NAME}
        )
        return ""
    return name


def _read_language(value: str, notes: list[str]) -> str:
    code = language_of(value) if value else settings.LANGUAGE_CODE
    if not code:
        notes.append(
            _("“%(value)s” is no language of this site: mail to them is in English.")
            % {"value": value[:40]}
        )
    return code or settings.LANGUAGE_CODE


def _read_country(value: str, notes: list[str]) -> str:
    code = _country_spellings(get_language() or "en").get(loose(value), "")
    if value and not code:
        notes.append(
            _("“%(value)s” is no country or territory that we know: it is left out.")
            % {"value": value[:40]}
        )
    return code


def _read_time_zone(value: str, notes: list[str]) -> str:
    zone = _zone_spellings().get(loose(value), "") if value else "UTC"
    if not zone:
        notes.append(
            _("“%(value)s” is no time zone: UTC is used. Write it as Asia/Kuala_Lumpur.")
            % {"value": value[:40]}
        )
    return zone or "UTC"


@functools.cache
def _country_spellings(language: str) -> dict[str, str]:
    """Code, English name and the name in this language of each country and territory."""
    english = babel_locale("en").territories
    spellings: dict[str, str] = {}
    for code, name in territory_choices():
        for each in (code, str(english.get(code, code)), name):
            spellings.setdefault(loose(each), code)
    return spellings


@functools.cache
def _zone_spellings() -> dict[str, str]:
    """IANA name, and the city alone."""
    zones = sorted(time_zones())
    whole = {loose(zone): zone for zone in zones}
    return {**{loose(zone.rpartition("/")[2]): zone for zone in zones}, **whole}
