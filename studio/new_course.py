"""The form of a new course: five answers, from which a whole skeleton is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.moment_fields import DayField
from core.moments import zone_of
from core.offering import offer
from courses.host_zone import SECRETARIATS_ZONE, own_zone, zone_of_provider
from courses.models import CourseFormat
from courses.skeletons import skeleton_of
from members.zones import zone_groups
from studio.places import Place
from users.models import User

FURTHEST = timedelta(days=5 * 366)


class TokenField(forms.CharField):
    """Names one form, so that what is sent twice is made once. One without is a form of its own."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


class NewCourseForm(forms.Form):
    """`places`: where this person may make a course; at least one."""

    token = TokenField(required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("In the language of the course. It can be changed later."),
        error_messages={"required": _("Give the course a title. It can be changed later.")},
    )
    provider = forms.TypedChoiceField(label=_("Provider"), coerce=int)
    format = forms.ChoiceField(
        label=_("Format"),
        widget=forms.RadioSelect,
        choices=lambda: [(each, skeleton_of(each).says) for each in CourseFormat],
        error_messages={"required": _("Choose a format.")},
    )
    weeks = forms.IntegerField(
        label=_("Length in weeks"),
        required=False,
        min_value=1,
        help_text=_(
            "For a masterclass (3, if you leave it empty) or a youth project (8). "
            "The other formats have none."
        ),
        error_messages={
            "invalid": _("Write a number of weeks, for example 3."),
            "min_value": _("It takes one week at least."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("In which you write it. It can be translated into the others later."),
    )
    starts_on = DayField(
        label=_("Start"),
        required=False,
        help_text=_("Leave it empty if you do not know it yet, or if people begin at any time."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the start"),
        help_text=_("The zone of the host. A run starts at 9:00 there; the hour can be changed."),
    )

    def __init__(
        self, *args: Any, places: Sequence[Place], by: User, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.at = at
        self.places = {place.provider.pk: place for place in places}
        languages = {code: name for place in places for code, name in place.languages.items()}
        self._offer("provider", {place.provider.pk: place.provider.name for place in places})
        self._offer("language", languages)
        asked = [by.language, get_language()]
        self.initial = {
            "token": uuid4(),
            "language": next((code for code in asked if code in languages), None),
            **self._zone(own_zone(by)),
            **self.initial,
        }

    def _zone(self, own: str) -> dict[str, str]:
        """One's own, else that of the provider's newest run; where there is neither a script asks
        the browser (`own_zone.js`). One or two queries.
        """
        field = self.fields["time_zone"]
        providers = [place.provider for place in self.places.values()]
        zone = own or (zone_of_provider(providers[0]) if len(providers) == 1 else "")
        offer(self, "time_zone", zone_groups(also=zone))
        if not zone:
            field.widget.attrs["data-guess-zone"] = ""
        return {"time_zone": zone or SECRETARIATS_ZONE}

    def _offer(self, name: str, choices: dict[Any, str]) -> None:
        """Where there is no choice nothing is asked."""
        field = self.fields[name]
        offer(self, name, choices.items())
        if len(choices) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(choices))

    @property
    def only_provider(self) -> str:
        """The name of the provider where nobody is asked for it."""
        [first, *others] = self.places.values()
        return "" if others else first.provider.name

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._check_length(values)
        self._check_language(values)
        self._check_start(values)
        return values

    def _check_length(self, values: dict[str, Any]) -> None:
        """Of a format without a length nobody minds what stands there."""
        if not values.get("format"):
            return
        skeleton = skeleton_of(values["format"])
        if skeleton.weeks is None:
            self.errors.pop("weeks", None)
            values["weeks"] = None
        elif (values.get("weeks") or 0) > skeleton.most_weeks:
            words = gettext("At most %(number)d weeks. Make two courses of a longer one.")
            self.add_error("weeks", words % {"number": skeleton.most_weeks})

    def _check_language(self, values: dict[str, Any]) -> None:
        place = self.places.get(values.get("provider", 0))
        if place and values.get("language") and values["language"] not in place.languages:
            words = gettext(
                "%(provider)s has no page in this language yet. Choose one of these: %(languages)s."
            )
            names = ", ".join(place.languages.values())
            self.add_error(
                "language", words % {"provider": place.provider.name, "languages": names}
            )

    def _check_start(self, values: dict[str, Any]) -> None:
        starts_on, zone = values.get("starts_on"), values.get("time_zone")
        if not starts_on or not zone:
            return
        today = timezone.localdate(self.at, zone_of(zone))
        if starts_on < today:
            self.add_error("starts_on", ValidationError(gettext("This day has passed.")))
        elif starts_on > today + FURTHEST:
            words = gettext("This is more than five years away. Is the year right?")
            self.add_error("starts_on", ValidationError(words))
