"""Read a list of people from a CSV file or from pasted lines. Pure: no query, no clock."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from users.inviting import Newcomer
from users.names import tidy_name
from users.territories import babel_locale, territory_choices, time_zones

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ROWS: Final = 5000
LONGEST_NAME: Final = 150
DELIMITERS: Final = (",", ";", "\t")

IGNORED: Final = dict.fromkeys(map(ord, " -_.*:\u2010\u2011"))
# Spellings of the first line, without case and what is ignored.
HEADERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(["email", "emailaddress", "mail", "mailaddress"], "email"),
    **dict.fromkeys(["name", "fullname", "learner", "participant", "person"], "name"),
    **dict.fromkeys(["language", "lang", "locale", "preferredlanguage"], "language"),
    **dict.fromkeys(["country", "countrycode", "territory", "countryorterritory"], "country"),
    **dict.fromkeys(["timezone", "tz", "zone"], "time_zone"),
}


class FileRefused(ValueError):
    """The text says what is wrong with the whole file, and what to do."""


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
    """The people in a file (bytes) or in pasted text. Raises FileRefused.

    UTF-8 and UTF-16, with or without a byte order mark; comma, semicolon or tab. The first line
    names the columns; only a list of nothing but addresses needs none.
    """
    size = len(content) if isinstance(content, bytes) else len(content.encode())
    if size > MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Split it, and load one part after the other.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    text = _decode(content) if isinstance(content, bytes) else content
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise FileRefused(_("The file is empty."))
    lines = _split(text)
    columns, unused, data = _read_header(lines)
    rows = tuple(_read_row(number, cells, columns) for number, cells in data if any(cells))
    if not rows:
        raise FileRefused(_("There is nobody in the file: it has column names alone."))
    if len(rows) > MAX_ROWS:
        raise FileRefused(
            _("The file has %(count)d people, more than %(limit)d. Split it.")
            % {"count": len(rows), "limit": MAX_ROWS}
        )
    return PeopleFile(rows, unused)


def _decode(content: bytes) -> str:
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


def _split(text: str) -> list[tuple[int, list[str]]]:
    """Rows with their number, cut at the delimiter that the first line uses."""
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
        ]
    except csv.Error:
        raise FileRefused(_no_csv()) from None


def _read_header(
    lines: list[tuple[int, list[str]]],
) -> tuple[dict[str, int], tuple[str, ...], list[tuple[int, list[str]]]]:
    """Places of the columns we know, titles of those that we do not, and the rows below."""
    filled = [line for line in lines if any(line[1])]
    if not filled:
        raise FileRefused(_("The file is empty."))
    titles = filled[0][1]
    if len([title for title in titles if title]) == 1 and "@" in titles[0]:
        return {"email": 0}, (), filled
    columns: dict[str, int] = {}
    unused: list[str] = []
    for place, title in enumerate(titles):
        name = HEADERS.get(_plain(title))
        if name is None:
            unused += [title] if title else []
        elif name in columns:
            raise FileRefused(
                _("Two columns mean the same: “%(first)s” and “%(second)s”. Remove one of them.")
                % {"first": titles[columns[name]], "second": title}
            )
        else:
            columns[name] = place
    if "email" not in columns:
        raise FileRefused(
            _(
                "No column is called “e-mail”. The first line must name the columns: e-mail, and "
                "if you like name, language, country, time zone. It says: %(titles)s"
            )
            % {"titles": ", ".join(titles)[:200]}
        )
    return columns, tuple(unused), filled[1:]


def _plain(title: str) -> str:
    return (
        title.strip()
        .lower()
        .translate({ord(character): None for character in " -_.*:\u2010\u2011"})
    )


def _read_row(number: int, cells: list[str], columns: Mapping[str, int]) -> PersonRow:
    values = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
    notes: list[str] = []
    person = Newcomer(
        email=values["email"].removeprefix("mailto:"),
        name=_read_name(values.get("name", ""), notes),
        language=_read_language(values.get("language", ""), notes),
        country=_read_country(values.get("country", ""), notes),
        time_zone=_read_time_zone(values.get("time_zone", ""), notes),
    )
    return PersonRow(number, person, tuple(notes))


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
    code = _language_spellings().get(_loose(value), "") if value else settings.LANGUAGE_CODE
    if not code:
        notes.append(
            _("“%(value)s” is no language of this site: mail to them is in English.")
            % {"value": value[:40]}
        )
    return code or settings.LANGUAGE_CODE


def _read_country(value: str, notes: list[str]) -> str:
    code = _country_spellings(get_language() or "en").get(_loose(value), "")
    if value and not code:
        notes.append(
            _("“%(value)s” is no country or territory that we know: it is left out.")
            % {"value": value[:40]}
        )
    return code


def _read_time_zone(value: str, notes: list[str]) -> str:
    zone = _zone_spellings().get(_loose(value), "") if value else "UTC"
    if not zone:
        notes.append(
            _("“%(value)s” is no time zone: UTC is used. Write it as Asia/Kuala_Lumpur.")
            % {"value": value[:40]}
        )
    return zone or "UTC"


def _loose(value: str) -> str:
    return value.strip().casefold().replace("_", " ").replace("-", " ")


@functools.cache
def _language_spellings() -> dict[str, str]:
    """Code, own name and English name of each language of the site."""
    english = babel_locale("en").languages
    spellings = {"zh cn": "zh-hans", "simplified chinese": "zh-hans", "bengali": "bn"}
    for code, own_name in settings.LANGUAGES:
        short = code.partition("-")[0]
        for name in (code, short, own_name, str(english.get(short, short))):
            spellings.setdefault(_loose(name), code)
    return spellings


@functools.cache
def _country_spellings(language: str) -> dict[str, str]:
    """Code, English name and the name in this language of each country and territory."""
    english = babel_locale("en").territories
    spellings: dict[str, str] = {}
    for code, name in territory_choices():
        for each in (code, str(english.get(code, code)), name):
            spellings.setdefault(_loose(each), code)
    return spellings


@functools.cache
def _zone_spellings() -> dict[str, str]:
    """IANA name, and the city alone."""
    zones = sorted(time_zones())
    whole = {_loose(zone): zone for zone in zones}
    return {**{_loose(zone.rpartition("/")[2]): zone for zone in zones}, **whole}
