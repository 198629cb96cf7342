"""Countries, languages and time zones by name, in the page's language (CLDR through Babel)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib import resources
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import get_language

BABEL_CODES: Final = {"zh-hans": "zh_Hans"}
# CLDR's codes that are no country or territory: groups, outlying names, test codes.
NOT_TERRITORIES: Final = {
    *("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"),
    *("AC", "CP", "CQ", "DG", "EA", "IC", "TA"),
}


@functools.cache
def babel_locale(language: str) -> Locale:
    """Babel's locale for a code of settings.LANGUAGES; English where Babel knows none."""
    try:
        return Locale.parse(BABEL_CODES.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def territory_name(code: str, language: str | None = None) -> str:
    """The name of an ISO 3166-1 alpha-2 code; the code itself where it is unknown."""
    locale = babel_locale(language or get_language() or "en")
    return str(locale.territories.get(code, code))


@functools.cache
def _territory_choices(language: str) -> list[tuple[str, str]]:
    names = babel_locale(language).territories
    english = {str(code): str(name) for code, name in Locale.parse("en").territories.items()}
    codes = [
        code
        for code in english
        if len(code) == 2 and code.isalpha() and code not in NOT_TERRITORIES
    ]
    return sorted(
        ((code, str(names.get(code, english[code]))) for code in codes), key=lambda row: row[1]
    )


def territory_choices() -> list[tuple[str, str]]:
    """All countries and territories as (code, name), by name in the page's language."""
    return _territory_choices(get_language() or "en")


@functools.cache
def _zone_table() -> tuple[tuple[str, str], ...]:
    """(country or territory, zone) of IANA's table."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return tuple((row[0], row[2]) for row in rows)


@functools.cache
def time_zones() -> frozenset[str]:
    """IANA zones that name a place, and UTC; without names that only link to another."""
    return frozenset({"UTC"} | {zone for _code, zone in _zone_table()})


def zones_in(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(zone, "South Korea: Seoul") of these countries and territories, by their names."""
    wanted = set(codes)
    rows = [(territory_name(code), zone) for code, zone in _zone_table() if code in wanted]
    return [(zone, f"{name}: {place_of(zone)}") for name, zone in sorted(rows)]


def place_of(zone: str) -> str:
    """ "Ho Chi Minh" of `Asia/Ho_Chi_Minh`."""
    return zone.partition("/")[2].replace("_", " ") or zone


@functools.cache
def _linked_zones() -> dict[str, str]:
    """Older names and those that only link: `Asia/Katmandu` -> `Asia/Kathmandu`."""
    table = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8")
    rows = [line.split() for line in table.splitlines() if line.startswith("L ")]
    return {name: target for _link, target, name in rows}


def known_time_zone(name: str) -> str:
    """The zone by its present name, else "UTC". Browsers still say `Asia/Katmandu`."""
    if name in time_zones():
        return name
    target = _linked_zones().get(name, "")
    return target if target in time_zones() else "UTC"


@functools.cache
def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones grouped by continent: `Asia/Ho_Chi_Minh` is shown as "Ho Chi Minh" under "Asia"."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(time_zones() - {"UTC"}):
        continent, slash, _place = zone.partition("/")
        if slash:
            groups.setdefault(continent, []).append((zone, place_of(zone)))
    return [("UTC", [("UTC", "UTC")]), *groups.items()]
