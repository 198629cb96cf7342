"""An audience as a form: a name, "all" or "any", and one row for each condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from members.models import Cluster, Country, Member
from newsletters.audiences import KINDS
from newsletters.models import Audience, MailingList, MailingListText

Choices = list[tuple[str, Any]]


def _lists() -> Choices:
    texts = MailingListText.objects.filter(language__in=["en", get_language() or "en"])
    names = {
        text.mailing_list_id: text.name for text in sorted(texts, key=lambda t: t.language != "en")
    }
    return [(each.key, names.get(each.pk, each.key)) for each in MailingList.objects.all()]


def _countries() -> Choices:
    return sorted(((c.code, str(c)) for c in Country.objects.all()), key=lambda pair: pair[1])


def _courses() -> Choices:
    return [(str(course.key), course.title) for course in Course.objects.order_by("title")]


CHOICES: dict[str, Callable[[], Choices]] = {
    "list": _lists,
    "language": lambda: list(settings.LANGUAGES),
    "member_kind": lambda: list(Member.Kind.choices),
    "region": lambda: list(Member.Region.choices),
    "country": _countries,
    "cluster": lambda: list(Cluster.objects.values_list("key", "name")),
    "role": lambda: list(Group.objects.order_by("name").values_list("name", "name")),
    "enrolled": _courses,
    "completed": _courses,
}


class ConditionForm(forms.Form):
    """One condition. Its kind decides what may be chosen."""

    kind = forms.ChoiceField(choices=[(key, kind.label) for key, kind in KINDS.items()])
    is_not = forms.TypedChoiceField(
        label=_("Who is meant"),
        choices=[
            ("", _("Readers to whom this applies")),
            ("1", _("Readers to whom this does not apply")),
        ],
        required=False,
        coerce=bool,
        empty_value="",
    )
    is_removed = forms.BooleanField(label=_("Remove this condition"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kind_key = str(
            self.data.get(self.add_prefix("kind")) or self.initial.get("kind") or ""
        )
        self.fields["kind"].widget = forms.HiddenInput()
        if self.kind_key in KINDS:
            self.fields["values"] = self._values_field()
        self.order_fields(["kind", "is_not", "values", "is_removed"])

    def _values_field(self) -> forms.Field:
        label = KINDS[self.kind_key].label
        if KINDS[self.kind_key].is_number:
            return forms.IntegerField(label=label, min_value=1, max_value=3650, required=False)
        return forms.MultipleChoiceField(
            label=label,
            choices=CHOICES[self.kind_key](),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        is_asked = "values" in self.fields and not values.get("is_removed")
        if is_asked and not values.get("values") and "values" not in self.errors:
            self.add_error("values", ValidationError(_("Choose at least one, or remove it.")))
        return values

    @property
    def condition(self) -> dict[str, Any]:
        """As an Audience keeps it."""
        values = self.cleaned_data.get("values") or []
        if isinstance(values, int):
            values = [str(values)]
        return {
            "kind": self.cleaned_data["kind"],
            "values": list(values),
            "is_not": bool(self.cleaned_data.get("is_not")),
        }


MOST = 20
ConditionFormSet = formset_factory(ConditionForm, extra=0, max_num=MOST, validate_max=True)


class AudienceForm(forms.ModelForm):
    must_meet_all = forms.TypedChoiceField(
        label=_("Readers who meet"),
        choices=[("1", _("all conditions")), ("", _("any of the conditions"))],
        widget=forms.RadioSelect,
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]  # "" would be saved as no boolean
        required=False,
    )

    class Meta:
        model = Audience
        fields = ["name", "must_meet_all"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.initial["must_meet_all"] = "1" if self.instance.must_meet_all else ""


def rows_of(conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Saved conditions as the formset's initial values."""
    return [
        {
            "kind": condition["kind"],
            "is_not": "1" if condition.get("is_not") else "",
            "values": condition["values"][0]
            if KINDS.get(condition["kind"]) and KINDS[condition["kind"]].is_number
            else condition["values"],
        }
        for condition in conditions
    ]


def rows_as_sent(data: QueryDict, prefix: str) -> list[dict[str, Any]]:
    """What stands in the rows of a form that somebody is still writing, right or wrong."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")[:4]
    rows = []
    for number in range(min(int(total), MOST) if total.isdecimal() else 0):
        row = f"{prefix}-{number}"
        kind = data.get(f"{row}-kind", "")
        if kind in KINDS and f"{row}-is_removed" not in data:
            values: Any = [each for each in data.getlist(f"{row}-values") if "\0" not in each]
            if KINDS[kind].is_number:
                values = "".join(values)
            rows.append({"kind": kind, "is_not": data.get(f"{row}-is_not", ""), "values": values})
    return rows
