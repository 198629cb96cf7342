"""Forms of the CMS pages of `courses`."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from core.moment_fields import MomentField, MomentInput, on_the_clock
from core.moments import zone_of
from core.numbers import number_of
from courses.host_zone import SECRETARIATS_ZONE
from courses.models import Course, CourseRun, EnrollmentMode, Provider
from courses.models.course import CourseQuerySet
from courses.rights import colleagues_of
from members.zones import zone_groups
from users.models import User

MOMENTS = ("opens_at", "closes_at", "starts_at", "ends_at", "decide_at")


class LinesField(forms.CharField):
    """A list of short texts, one in each line."""

    widget = forms.Textarea(attrs={"rows": 4})
    most, longest = 5, 200

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else str(value or "")

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > self.most or any(len(line) > self.longest for line in lines):
            words = _("Five lines at most, each of 200 characters at most.")
            raise ValidationError(str(words))
        return lines


class AddressField(forms.SlugField):
    """Says of words that are no address how they would be one."""

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(value))
        except ValidationError as refusal:
            proposed = slugify(str(value or ""))
            if not proposed or len(str(value)) > (self.max_length or 0):
                raise refusal
            words = gettext("Small Latin letters, digits and hyphens alone, for example: %(words)s")
            raise ValidationError(words % {"words": proposed}) from refusal


class CourseRunForm(WagtailAdminModelForm):
    """Moments are typed and shown in the run's own zone, whatever zone the author sits in."""

    use_required_attribute = False  # what is missing is said beside its field, in our words

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    slug = AddressField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_(
            "Stands in the address of every lesson. Cannot be changed later. Empty: it is made of "
            "the name of the course and the year."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        initial=SECRETARIATS_ZONE,
        help_text=_("The zone of the host. All times below are times there."),
    )
    enrollment_mode = forms.ChoiceField(
        label=_("Who may enroll"),
        choices=EnrollmentMode.choices,
        initial=EnrollmentMode.OPEN,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Members: whoever names a member in their profile; nobody checks it. "
            "Codes are made on the page of the run."
        ),
    )
    questions = LinesField(
        label=_("Questions to whoever asks"),
        required=False,
        help_text=_("One in each line, five at most; all must be answered."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which you promise this run. None means the language of the course alone."),
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
            "offer_hours",
            "minimum",
            "enrollment_mode",
            "questions",
            "languages",
            "team",
        ]
        widgets = {
            **dict.fromkeys(MOMENTS, MomentInput),
            "team": forms.CheckboxSelectMultiple,
        }
        field_classes = dict.fromkeys(MOMENTS, MomentField)
        help_texts = {
            "title": _("To tell it from other runs of the course, for example: Spring 2027."),
            "is_always_open": _("For self-paced courses: enrollment has no end."),
            "opens_at": _(
                "Without it an always-open run is open at once; any other is announced, "
                "and nobody can enroll yet."
            ),
            "minimum": _("Empty: it takes place however few there are."),
            "decide_at": _("If there are fewer by then, its team gets a mail."),
            "team": _("Who looks after this run. Their names stand on the page of the course."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer_hours"].help_text = _(
            "For whoever waits and is offered a seat that got free. Empty: %(hours)s hours."
        ) % {"hours": settings.LMS_SEAT_OFFER_HOURS}
        zones = zone_groups(also=self.instance.time_zone)
        self.fields["time_zone"].choices = zones
        courses = Course.objects.editable_by(self.for_user)
        self.fields["course"].queryset = courses if self.instance.pk else courses.offered()
        self._offer_team(courses)
        self.initial.setdefault("token", uuid4())
        if self.instance.pk:
            del self.fields["token"]
            self.fields["course"].disabled = True
            self.fields["slug"].disabled = True
            for name in MOMENTS:
                moment = getattr(self.instance, name)
                if moment is not None:
                    zone = zone_of(self.instance.time_zone)
                    self.initial[name] = timezone.make_naive(moment, zone)

    def clean_enrollment_mode(self) -> str:
        """What is not sent stays."""
        return self.cleaned_data["enrollment_mode"] or str(self.instance.enrollment_mode)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._set_clock(values)
        self._check_always_open(values)
        self._check_order("opens_at", "closes_at", _("Enrollment must close after it opens."))
        self._check_order("starts_at", "ends_at", _("The run must end after it starts."))
        self._check_minimum(values)
        return values

    def _set_clock(self, values: dict[str, Any]) -> None:
        """Moments, of what was typed for the clock of the run. A zone that is wrong leaves none."""
        typed = {name: values.pop(name) for name in MOMENTS if values.get(name)}
        if "time_zone" not in values:
            return
        zone = zone_of(values["time_zone"])
        for name, shown in typed.items():
            try:
                values[name] = on_the_clock(shown, zone, before=getattr(self.instance, name))
            except ValidationError as refusal:
                self.add_error(name, refusal)

    def _check_always_open(self, values: dict[str, Any]) -> None:
        """One would win without a word: who wrote the other would never know."""
        if values.get("is_always_open") and values.get("closes_at"):
            words = gettext("“Always open” has no end: untick it, or leave this date empty.")
            self.add_error("closes_at", words)

    def _check_minimum(self, values: dict[str, Any]) -> None:
        minimum, decide_at = values.get("minimum"), values.get("decide_at")
        if minimum and not decide_at and "decide_at" not in self.errors:
            words = gettext("Until when do you decide whether the run takes place?")
            self.add_error("decide_at", words)
        if decide_at and not minimum and "minimum" not in self.errors:
            self.add_error("minimum", gettext("How many people must there be by then?"))
        capacity = values.get("capacity")
        if minimum and capacity and minimum > capacity:
            self.add_error("minimum", gettext("There are fewer seats than that."))
        self._check_order("decide_at", "ends_at", _("Decide before the run ends."))

    def _check_order(self, first: str, second: str, message: str | Promise) -> None:
        earlier, later = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if earlier and later and later <= earlier:
            self.add_error(second, ValidationError(str(message)))

    def values(self) -> dict[str, Any]:
        """What `change_run` sets: all but what never changes."""
        never = {"course", "slug"}
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name not in never}

    def _offer_team(self, courses: CourseQuerySet) -> None:
        """Who works for the provider of this course; nobody while it is not chosen."""
        course = self.instance.course if self.instance.pk else None
        named = str(self.data.get("course") or getattr(self.initial.get("course"), "pk", ""))
        pk = number_of(named)
        if course is None and pk:  # without one no query
            course = courses.filter(pk=pk).first()
        self.fields["team"].queryset = (
            colleagues_of(course.provider) if course else User.objects.none()
        )
        self.fields["team"].label_from_instance = lambda person: person.name or person.email
        if course is None:
            self.fields["team"].help_text = _("Save the run once: then its team can be chosen.")


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
