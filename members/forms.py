"""Where I come from."""

from __future__ import annotations

from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.offering import offer
from users.models import User
from users.names import tidy_name

from .actions import set_affiliation
from .models import Affiliation, Member


class MemberChoiceField(forms.ModelChoiceField):
    """Members under the heading of their region, with the country where it is known."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.country})" if obj.country else obj.name


class AffiliationForm(forms.Form):
    """`AffiliationForm(user, data)`; `save()` after `is_valid()`."""

    member = MemberChoiceField(
        label=_("Member of CityNet"),
        queryset=Member.objects.select_related("country"),
        required=False,
        empty_label=_("None of these"),
        help_text=_("If you work for a city or an organization in the network."),
    )
    city_name = forms.CharField(
        label=_("City"), max_length=100, required=False, help_text=_("In your own words.")
    )
    organization_name = forms.CharField(label=_("Organization"), max_length=200, required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        row = Affiliation.objects.filter(user=user).first()
        if row:
            kwargs["initial"] = {
                "member": row.member_id,
                "city_name": row.city_name,
                "organization_name": row.organization_name,
                **kwargs.get("initial", {}),
            }
        super().__init__(*args, **kwargs)
        offer(self, "member", self._choices_by_region())

    def _choices_by_region(self) -> list[tuple[str, Any]]:
        field = cast(MemberChoiceField, self.fields["member"])
        regions = list(Member.Region.values)
        members = sorted(
            field.queryset or [], key=lambda row: (regions.index(row.region), row.name)
        )
        groups = [
            (str(Member.Region(region).label), [(m.pk, field.label_from_instance(m)) for m in rows])
            for region, rows in groupby(members, key=lambda row: row.region)
        ]
        return [("", str(field.empty_label)), *groups]

    def clean_city_name(self) -> str:
        return tidy_name(self.cleaned_data["city_name"])

    def clean_organization_name(self) -> str:
        return tidy_name(self.cleaned_data["organization_name"])

    def save(self) -> Affiliation | None:
        return set_affiliation(user=self.user, **self.cleaned_data)
