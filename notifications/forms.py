"""What people choose about notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from notifications.models import Way
from notifications.wishes import choosable, wishes_of
from users.models import User


class ChoicesForm(forms.Form):
    """A field for each kind about which people may choose, named as its code."""

    def __init__(self, *args: Any, wishes: Mapping[str, Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = dict(wishes)
        for kind in choosable():
            ways = [(way.value, way.label) for way in Way if way in kind.ways]
            self.fields[kind.code] = forms.ChoiceField(label=str(kind.label), choices=ways)

    @classmethod
    def of(cls, user: User, data: Any = None) -> ChoicesForm:
        """What they chose; one query."""
        return cls(data, wishes=wishes_of(user), prefix="notices")
