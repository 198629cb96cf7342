"""A session as its host types it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.lines import LineField
from core.offering import offer
from courses.models import CourseRun
from courses.outline import Activity, Lesson
from live.hours import Hour
from live.models import Place
from live.models.session import LONGEST_MINUTES
from live.series import Step, lay_out
from studio.new_course import TokenField
from studio.sessions.lines import ReadingField, SpeakersField, check_link
from studio.sessions.start_fields import StartForm

LENGTH = {
    name: _("Write a length from 1 to %(most)d minutes.") % {"most": LONGEST_MINUTES}
    for name in ("required", "invalid", "min_value", "max_value")
}


MOST_AT_ONCE = 20
COUNT = {
    name: _("Write a number from 1 to %(most)d.") % {"most": MOST_AT_ONCE}
    for name in ("invalid", "min_value", "max_value")
}
# Fields of the form that are fields of the row as they stand.
SAME = (
    *("title", "minutes", "place", "capacity", "agenda", "speakers", "reading"),
    "join_counts",
)


class SessionForm(StartForm):
    """`open_activities`: those of the outline without a session. Only checks what was typed."""

    token = TokenField(required=False)
    activity = forms.ChoiceField(
        label=_("Which session of the course"),
        required=False,
        help_text=_("A session that the course does not announce counts for nothing."),
        error_messages={"invalid_choice": _("This session of the course has its time already.")},
    )
    title = LineField(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Empty: the title that it has in the course."),
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        initial=90,
        error_messages=LENGTH,
    )
    place = forms.ChoiceField(
        label=_("Place"),
        choices=Place.choices,
        initial=Place.LINK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is online or in a room.")},
    )
    join_url = forms.CharField(
        label=_("Link to the meeting"),
        required=False,
        max_length=2000,
        widget=forms.URLInput,
        help_text=_(
            "Of any meeting service. Only people in the run see it, from 15 minutes before the "
            "start; it stands in no mail and no calendar."
        ),
    )
    room = LineField(label=_("Room"), required=False, max_length=255)
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=2_000_000_000,
        help_text=_("How many the meeting or the room holds. People are told to come early."),
        error_messages={
            name: _("Write a number from 1 on, or nothing.")
            for name in ("invalid", "min_value", "max_value")
        },
    )
    agenda = forms.CharField(
        label=_("Agenda"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    speakers = SpeakersField(
        label=_("Who speaks"),
        required=False,
        help_text=_("One in each line: the name, a comma, and what they are."),
    )
    reading = ReadingField(
        label=_("To read"),
        required=False,
        help_text=_("One in each line: the title, a blank, and the web address."),
    )
    join_counts = forms.BooleanField(
        label=_("Opening the link counts as coming"),
        required=False,
        initial=True,
        help_text=_("Without it only the code, your list or the meeting’s report count."),
    )

    count = forms.IntegerField(
        label=_("How many sessions"),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=1,
        help_text=_("More than one: a series, in the order in which the course announces them."),
        error_messages=COUNT,
    )
    every_days = forms.IntegerField(
        label=_("Days between two of them"),
        required=False,
        min_value=1,
        max_value=366,
        initial=7,
        help_text=_("7 is each week. Each is at the same hour on the clock of the zone."),
        error_messages={
            name: _("Write a number of days from 1 to 366.")
            for name in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(
        self,
        *args: Any,
        run: CourseRun,
        open_activities: list[tuple[Lesson, Activity]],
        now: datetime,
        zone: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, zone=zone or run.time_zone, now=now, **kwargs)
        self.open_activities = open_activities
        self.initial = {"token": uuid4(), **self.initial}
        offer(
            self,
            "activity",
            [
                *(
                    (f"{lesson.key} {each.key}", f"{each.title} ({lesson.title})")
                    for lesson, each in open_activities
                ),
                ("", gettext("none: it counts for nothing")),
            ],
        )

    def clean_join_url(self) -> str:
        return check_link(self.cleaned_data["join_url"], kept=self.kept_link())

    def kept_link(self) -> str:
        """The link that the row holds already."""
        return ""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if (
            values.get("place") == Place.ROOM
            and not values.get("room")
            and "room" not in self.errors
        ):
            self.add_error("room", gettext("Say in which room it is."))
        if not values.get("activity") and not values.get("title") and "title" not in self.errors:
            self.add_error("title", gettext("Give the session a title."))
        self._check_count(values)
        return values

    def _check_count(self, values: dict[str, Any]) -> None:
        """A series that counts takes what the course announces, and no more."""
        count, left = values.get("count") or 1, len(self.announced_from(values.get("activity")))
        if left and count > left and "count" not in self.errors:
            words = ngettext(
                "From there on the course announces %(number)d session without a time.",
                "From there on the course announces %(number)d sessions without a time.",
                left,
            )
            self.add_error("count", words % {"number": left})

    def announced_from(self, chosen: str | None) -> list[tuple[Lesson, Activity]]:
        """What has no time yet, from the chosen one on; nothing where it counts for nothing."""
        keys = [f"{lesson.key} {each.key}" for lesson, each in self.open_activities]
        return self.open_activities[keys.index(chosen) :] if chosen in keys else []

    def steps(self) -> tuple[Step, ...]:
        """Of a valid form: when each is, and which of the course."""
        data, start = self.cleaned_data, self.start_values()
        return lay_out(
            Hour(**start),
            count=data["count"] or 1,
            every_days=data["every_days"] or 7,
            announced=self.announced_from(data["activity"]),
        )

    def values(self) -> dict[str, Any]:
        """What `plan_session` takes."""
        lesson_key, _blank, activity_key = self.cleaned_data["activity"].partition(" ")
        return {
            **self.plain_values(),
            "lesson_key": lesson_key or None,
            "activity_key": activity_key,
        }

    def plain_values(self) -> dict[str, Any]:
        """All but which session of the course it is.

        Of link and room the one that is not meant is dropped.
        """
        data = self.cleaned_data
        is_online = data["place"] == Place.LINK
        return {
            **self.start_values(),
            **{name: data[name] for name in SAME},
            "join_url": data["join_url"] if is_online else "",
            "room": "" if is_online else data["room"],
        }
