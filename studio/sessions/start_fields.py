"""Day, hour and zone as a host types them, and what the clock there makes of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.moment_fields import MomentField
from core.moments import Wall, is_zone, say_moment, say_zone, wall_time
from core.offering import offer
from members.zones import zone_groups
from studio.sessions.long_form import LongForm

LONG_AGO: Final = timedelta(days=7)
FAR_AWAY: Final = timedelta(days=5 * 366)


class StartForm(LongForm):
    """`zone` is offered even where tzdata knows it no more: a stored name stays what it was.

    `fold` is asked only where the clock shows the typed hour twice; an answer then is needed.
    `was_held` is asked only where the start is past: a date or zone that slipped looks the same.
    """

    start = MomentField(
        label=_("Day and time"),
        help_text=_("On the clock of the zone below. Everybody else sees their own beside it."),
        error_messages={"required": _("Choose day and time.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        error_messages={"invalid_choice": _("There is no such time zone. Choose one of the list.")},
    )
    fold = forms.TypedChoiceField(
        label=_("Which of the two"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    was_held = forms.BooleanField(label=_("It was held already, or has begun"), required=False)

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.now = now
        self.wall: Wall | None = None
        self.asks_held = False
        offer(self, "time_zone", zone_groups(also=zone))
        self.initial = {"time_zone": zone, **self.initial}
        offer(self, "fold", [("0", ""), ("1", "")])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, zone = values.get("start"), values.get("time_zone")
        if start is None or not zone:
            return values
        typed = f"{start:%Y-%m-%dT%H:%M}"
        if not is_zone(zone):
            self.check_gone(typed, zone)
            return values
        wall = self.read_clock(typed, zone, values.get("fold") or 0)
        self._check_clock(wall, zone, values.get("fold"))
        if not {"start", "fold"} & set(self.errors):
            self.check_day(wall)
        return values

    def read_clock(self, text: str, zone: str, fold: int) -> Wall:
        """What the clock makes of it; where it shows the hour twice the form asks which."""
        self.wall = wall = wall_time(text, zone, fold)
        hour = f"{wall.typed:%H:%M}"
        offer(
            self,
            "fold",
            [
                ("0", gettext("the first %(hour)s") % {"hour": hour}),
                ("1", gettext("the second %(hour)s") % {"hour": hour}),
            ],
        )
        return wall

    def start_values(self) -> dict[str, Any]:
        """The moment, and what was planned, so that it keeps its hour; of a valid form."""
        wall = self.wall
        if wall is None or wall.at is None:
            raise ValueError("A form that is not valid has no moment.")
        return {
            "starts_at": wall.at,
            "planned_for": f"{wall.typed:%Y-%m-%dT%H:%M}",
            "fold": (self.cleaned_data.get("fold") or 0) if wall.is_ambiguous else 0,
            "time_zone": self.cleaned_data["time_zone"],
        }

    @property
    def asks_fold(self) -> bool:
        return self.wall is not None and self.wall.is_ambiguous

    def _check_clock(self, wall: Wall, zone: str, fold: int | None) -> None:
        if wall.at is None:
            self.add_error("start", _say_gap(wall, zone))
        elif wall.is_ambiguous and fold is None:
            words = gettext(
                "That night the clock in %(zone)s is put back: it shows %(hour)s twice. "
                "Choose which of the two is meant."
            )
            said = {"zone": say_zone(zone), "hour": f"{wall.typed:%H:%M}"}
            self.add_error("fold", words % said)

    def check_gone(self, typed: str, zone: str) -> None:
        """By a zone that is none any more nobody knows which hour is meant."""
        words = self.fields["time_zone"].error_messages["invalid_choice"]
        self.add_error("time_zone", words)

    def check_day(self, wall: Wall) -> None:
        if wall.at is None:
            return
        if wall.at < self.now - LONG_AGO:
            self.add_error("start", gettext("This is more than a week ago. Is the date right?"))
        elif wall.at < self.now.replace(second=0, microsecond=0):  # nobody types seconds
            self._check_held(wall.at)
        if wall.at > self.now + FAR_AWAY:
            words = gettext("This is more than five years away. Is the year right?")
            self.add_error("start", words)

    def _check_held(self, start: datetime) -> None:
        self.asks_held = True
        if self.cleaned_data.get("was_held"):
            return
        zone = self.cleaned_data["time_zone"]
        words = gettext(
            "You typed %(typed)s. That is past: it is %(now)s now. Change day, hour or zone, or "
            "tick below that it was held already."
        )
        said = {"typed": say_moment(start, zone), "now": say_moment(self.now, zone)}
        self.add_error("start", words % said)


def _say_gap(wall: Wall, zone: str) -> str:
    later, earlier = (f"{each:%H:%M}" for each in wall.instead)
    words = gettext(
        "At that hour the clock in %(zone)s goes from %(start)s to %(end)s. "
        "Choose %(later)s or %(earlier)s."
    )
    return words % {
        "zone": say_zone(zone),
        "start": f"{wall.gap_from:%H:%M}",
        "end": f"{wall.gap_until:%H:%M}",
        "later": later,
        "earlier": earlier,
    }
