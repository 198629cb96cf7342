"""How long it still takes until something begins, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """`said` now; `seconds` until it is over. The last day a script counts on: the two others are
    the words into which it puts {hours} and {minutes}, which are the same for every number."""

    seconds: int
    said: str
    in_hours: str
    in_minutes: str


def wait_until(moment: datetime, *, at: datetime) -> Wait | None:
    """None where it has come."""
    left = moment - at
    if left <= timedelta(0):
        return None
    in_hours, in_minutes = _("In {hours} h {minutes} min"), _("In {minutes} min")
    # Whoever is told "in 1 min" waits at most that.
    hours, minutes = divmod(-(-left // MINUTE), 60)
    days = hours // 24
    if days:
        said = ngettext("In %(count)d day", "In %(count)d days", days) % {"count": days}
    else:
        said = (in_hours if hours else in_minutes).format(hours=hours, minutes=minutes)
    return Wait(-(-left // timedelta(seconds=1)), said, in_hours, in_minutes)
