"""Forms of the CMS pages of `courses`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from courses.models import Course, CourseRun, Provider

MOMENTS = ("opens_at", "closes_at", "starts_at", "ends_at")


def zone_choices() -> list[tuple[str, str]]:
    """Zones by their names as people say them."""
    names = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]


class CourseRunForm(WagtailAdminModelForm):
    """Moments are typed and shown in the run's own zone, whatever zone the author sits in."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        initial="Asia/Seoul",
        help_text=_("The zone of the host. All times below are times there."),
    )
    is_archived = forms.BooleanField(
        label=_("Archived"),
        required=False,
        help_text=_("An archived run is not shown any more. Its learners keep everything."),
    )

    class Meta:
        model = CourseRun
        fields = [
            "course",
            "title",
            "slug",
            "time_zone",
            "is_always_open",
            *MOMENTS,
            "capacity",
        ]
        widgets = dict.fromkeys(MOMENTS, AdminDateTimeInput)
        help_texts = {
            "is_always_open": _("For self-paced courses: enrollment has no end."),
            "opens_at": _(
                "Without it an always-open run is open at once; any other is announced, "
                "and nobody can enroll yet."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.editable_by(self.for_user)
        self.fields["course"].queryset = courses
        if self.instance.pk:
            self.fields["course"].disabled = True
            self.fields["slug"].disabled = True
            self.fields["is_archived"].initial = self.instance.archived_at is not None
            for name in MOMENTS:
                moment = getattr(self.instance, name)
                if moment is not None:
                    zone = ZoneInfo(self.instance.time_zone)
                    self.initial[name] = timezone.make_naive(moment, zone)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("time_zone"):
            zone = ZoneInfo(values["time_zone"])
            for name in MOMENTS:
                if values.get(name):
                    values[name] = _as_typed_in(zone, values[name])
        self._check_order("opens_at", "closes_at", _("Enrollment must close after it opens."))
        self._check_order("starts_at", "ends_at", _("The run must end after it starts."))
        return values

    def _check_order(self, first: str, second: str, message: str | Promise) -> None:
        earlier, later = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if earlier and later and later <= earlier:
            self.add_error(second, ValidationError(str(message)))

    def save(self, commit: bool = True) -> CourseRun:
        run = self.instance
        if self.cleaned_data["is_archived"] and run.archived_at is None:
            run.archived_at = timezone.now()
        elif not self.cleaned_data["is_archived"]:
            run.archived_at = None
        return super().save(commit)


def _as_typed_in(zone: ZoneInfo, moment: datetime) -> datetime:
    """The same figures on the clock, read in `zone`: Django read them in the author's zone."""
    return timezone.make_naive(moment).replace(tzinfo=zone)


class NewProviderForm(WagtailAdminModelForm):
    """What `create_provider` needs; the rest it makes."""

    slug = forms.SlugField(
        label=_("Address"), max_length=80, help_text=_("For example: think-city")
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    summary = forms.CharField(label=_("Summary"), max_length=300, required=False)
    administrator_name = forms.CharField(
        label=_("Name of the first administrator"), max_length=150, required=False
    )
    administrator_email = forms.EmailField(
        label=_("E-mail of the first administrator"),
        help_text=_("An invitation with a link to choose a password goes there."),
    )

    class Meta:
        model = Provider
        fields = ["name"]


class ProviderForm(WagtailAdminModelForm):
    """A provider's name can change; its page, groups and collections stay."""

    class Meta:
        model = Provider
        fields = ["name"]
