"""What people choose about notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from notifications.models import Way
from notifications.wishes import choosable, wishes_of
from users.models import User


class ChoicesForm(forms.Form):
    """A field for each kind about which people may choose, named as its code."""

    def __init__(
        self, *args: Any, wishes: Mapping[str, Way], may_host: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = dict(wishes)
        for kind in choosable():
            if kind.for_hosts and not may_host:
                continue
            ways = [(way.value, way.label) for way in Way if way in kind.ways]
            self.fields[kind.code] = forms.ChoiceField(label=str(kind.label), choices=ways)

    @classmethod
    def of(cls, user: User, data: Any = None) -> ChoicesForm:
        """What they chose, and whether they may host; two queries."""
        return cls(data, wishes=wishes_of(user), may_host=_may_host(user), prefix="notices")


def _may_host(user: User) -> bool:
    """Who may edit runs has that right from a group; learners are in none. One query."""
    if user.is_superuser:
        return True
    hosts = Q(groups__isnull=False) | Q(team_runs__isnull=False)
    return User.objects.filter(hosts, pk=user.pk).exists()
