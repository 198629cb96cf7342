"""A form so long that an error in it stands out of sight."""

from __future__ import annotations

from django import forms
from django.forms.boundfield import BoundField


class LongForm(forms.Form):
    """Its page begins with what is wrong (`studio/sessions/wrong.html`)."""

    @property
    def wrong_fields(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.errors]
