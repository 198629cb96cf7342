"""How long, and from when to when: as meeting services write it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

HOUR, MINUTE, SECOND = 3600, 60, 1
# As services write them in the languages of the network, and in some others of their hosts.
UNITS: Final[dict[str, int]] = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("std", "stunde", "stunden", "heure", "heures", "hora", "horas"), HOUR),
    **dict.fromkeys(("jam", "時間", "시간", "小时", "小時", "घण्टा", "घंटा"), HOUR),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("minuten", "minuto", "minutos", "menit"), MINUTE),
    **dict.fromkeys(("分", "分钟", "分鐘", "분", "मिनेट", "मिनट"), MINUTE),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), SECOND),
    **dict.fromkeys(("sek", "sekunde", "sekunden", "seconde", "secondes"), SECOND),
    **dict.fromkeys(("segundo", "segundos", "detik"), SECOND),
    **dict.fromkeys(("秒", "초", "सेकेन्ड", "सेकंड"), SECOND),
}
PIECE: Final = re.compile(r"(\d+)\s*([^\d\s.,:;]+)[.,]?\s*")
CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
NUMBER: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?")
# "9/22/26, 2:48:05 PM", "2026-09-22T14:48", "2:48 PM"
MOMENT: Final = re.compile(
    r"(?:(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})[.,]?[ T]+)?"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap])?\.?(?:m\.?)?",
    re.IGNORECASE,
)
ORDERS: Final = ("mdy", "dmy")
LONGEST: Final = 60
"""A cell with more letters is neither: looking for one in it would take long."""
DAY: Final = timedelta(days=1)

Stay = tuple[datetime, datetime]


def seconds_in(text: str, *, unit: int = MINUTE) -> int | None:
    """ "1h 27m 51s", "1 hr 2 min", "1:00:00", "32:14" (minutes), or a bare number of `unit`.

    None for what is no duration.
    """
    if len(text) > LONGEST:
        return None
    text = _plain(text)
    if NUMBER.fullmatch(text):
        return int(float(text.replace(",", ".")) * unit)
    clock = CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * HOUR + minutes * MINUTE + seconds
    pieces = PIECE.findall(text)
    if not pieces or PIECE.sub("", text) or any(word not in UNITS for _number, word in pieces):
        return None
    return sum(int(number) * UNITS[word] for number, word in pieces)


def moments_in(texts: Sequence[str]) -> list[datetime | None]:
    """The moments of one report; None for what is none.

    A report does not name its zone: they are said as if in UTC, and only what lies between two of
    them is true.
    All are read in the same order of day and month: the one in which all can be read, and of two
    the one in which less time passes between the first and the last.
    """
    readings = [[_moment(text, order) for text in texts] for order in ORDERS]
    return min(readings, key=_doubt)


def _doubt(moments: Iterable[datetime | None]) -> tuple[int, timedelta]:
    found = list(moments)
    known = [moment for moment in found if moment is not None]
    spread = max(known) - min(known) if known else timedelta()
    return len(found) - len(known), spread


def stay_between(joined: datetime | None, left: datetime | None) -> Stay | None:
    """From joining to leaving; over midnight where a report says hours alone.

    None where one is missing, or where they make no sense.
    """
    if joined is None or left is None:
        return None
    if left < joined and joined.year == left.year == 1:
        left += DAY
    return (joined, left) if timedelta() <= left - joined <= DAY else None


def seconds_together(stays: Iterable[Stay]) -> int:
    """What these stays cover: two devices at the same time are one person once."""
    total = timedelta()
    end = datetime.min.replace(tzinfo=UTC)
    for joined, left in sorted(stays):
        total += max(timedelta(), left - max(joined, end))
        end = max(end, left)
    return int(total.total_seconds())


def _moment(text: str, order: str) -> datetime | None:
    found = MOMENT.fullmatch(_plain(text)) if len(text) <= LONGEST else None
    if not found:
        return None
    first, _mark, second, third, hour, minute, seconds, half = found.groups()
    day = _day(first, second, third, order) if first else (1, 1, 1)
    hours = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
    try:
        return datetime(*day, hours, int(minute), int(seconds or 0), tzinfo=UTC)
    except ValueError:
        return None


def _day(first: str, second: str, third: str, order: str) -> tuple[int, int, int]:
    """Year, month, day. A year that stands first needs no order."""
    if len(first) == 4:
        return int(first), int(second), int(third)
    year = int(third) + (2000 if len(third) <= 2 else 0)
    month, day = (first, second) if order == "mdy" else (second, first)
    return year, int(month), int(day)


def _plain(text: str) -> str:
    """With plain spaces (services write U+202F before "PM"), in small letters."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
