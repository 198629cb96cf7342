"""Form fields of a person: a name in any script, a place, a time zone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .names import require_a_letter, require_latin, tidy_name
from .territories import known_time_zone, territory_choices, time_zone_choices

LONGEST_NAME = 150


class NameField(forms.CharField):
    """A name as typed, made tidy: invisible and direction marks are dropped, letters stay."""

    default_validators = [require_a_letter]
    default_error_messages = {
        "required": _("Write your name."),
        "max_length": _(
            "This name has %(show_value)d characters; at most %(limit_value)d fit. Shorten it."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_NAME, **kwargs})

    def to_python(self, value: Any) -> str:
        return tidy_name(str(value)) if value is not None else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without `maxlength`: a browser would cut a long name without a word."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class LatinNameField(NameField):
    default_validators = [require_a_letter, require_latin]


class TerritoryField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", "–"), *territory_choices()], **kwargs)


class TimeZoneField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=time_zone_choices, **kwargs)


class GuessedTimeZoneField(forms.CharField):
    """Hidden; a script writes the browser's zone into it. Anything unknown is UTC."""

    widget = forms.HiddenInput(attrs={"data-own-zone": True})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return known_time_zone(str(value or ""))
