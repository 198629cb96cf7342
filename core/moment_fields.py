"""A day, or a day and an hour, that somebody types: one field and one reading for all our forms.

The input is the browser's own. It lets nobody write what it does not understand, and refuses what
is filled half: a form with such a field never says `novalidate`. Where a browser has no such input
it shows a line of text, whose placeholder says the form that is wanted. Nothing is guessed: what
cannot be read is refused, and said again.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.moments import wall_time

TYPED = "%Y-%m-%dT%H:%M"
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
A_MOMENT = re.compile(rf"{A_DAY.pattern}[T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2099  # a "26" that was typed for 2026 is no year of ours


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        limits = {"min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}
        super().__init__(
            {**limits, "placeholder": "2027-01-31", **(attrs or {})}, format="%Y-%m-%d"
        )


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        limits = {"min": f"{FIRST_YEAR}-01-01T00:00", "max": f"{LAST_YEAR}-12-31T23:59"}
        super().__init__(
            {**limits, "placeholder": "2027-01-31 09:00", **(attrs or {})}, format=TYPED
        )

    def format_value(self, value: Any) -> str | None:
        """What was typed with a space between day and hour browsers show with a T alone."""
        if isinstance(value, str) and A_MOMENT.fullmatch(value.strip()):
            return value.strip().replace(" ", "T")
        return super().format_value(value)


class DayField(forms.DateField):
    """A day, as in 2027-01-31."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("“%(typed)s” cannot be read. Write the day as in 2027-01-31."),
        "year": _("Is the year %(year)s right? Write it with four figures, as in 2027-01-31."),
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        return _read(self, value, A_DAY).date()


class MomentField(forms.DateTimeField):
    """A day and an hour as a clock shows them: naive. Whose clock it is, the form knows, and asks
    `on_the_clock`."""

    widget = MomentInput
    default_error_messages = {
        "invalid": _("“%(typed)s” cannot be read. Write day and time as in 2027-01-31 09:00."),
        "year": _("Is the year %(year)s right? Write it with four figures, as in 2027-01-31."),
    }

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        return _read(self, value, A_MOMENT)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The field shows no seconds: a moment that has some is no change."""
        if isinstance(initial, datetime):
            initial = initial.replace(second=0, microsecond=0)
        return super().has_changed(initial, data)


def on_the_clock(typed: datetime, zone: ZoneInfo, *, before: datetime | None = None) -> datetime:
    """The moment, in UTC, at which the clock of this zone shows this.

    `before`: the moment that the field showed. Where its minute stands there still it is returned
    whole: with its seconds, and as the second of an hour that the clock shows twice.
    Raises ValidationError where the clock leaves this hour out.
    """
    if before is not None:
        shown = before.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        if shown == typed:
            return before
    at = wall_time(typed.isoformat(), zone.key).at
    if at is None:
        words = gettext("There is no such time there: clocks are set forward. Choose another.")
        raise ValidationError(words)
    return at


def _read(field: forms.Field, value: Any, form: re.Pattern[str]) -> datetime:
    typed = str(value).strip()
    try:
        found = datetime.fromisoformat(typed) if form.fullmatch(typed) else None
    except ValueError:  # the thirtieth of February
        found = None
    if found is None:
        raise ValidationError(field.error_messages["invalid"], "invalid", {"typed": typed[:50]})
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValidationError(field.error_messages["year"], "year", {"year": f"{found.year:04d}"})
    return found
