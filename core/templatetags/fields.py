"""What the component `field` asks a form's field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def field_input(field: BoundField, lang: str = "", autocomplete: str = "") -> SafeString:
    """The input with our class. Django joins it to its help text and error (`aria-describedby`)."""
    attrs: dict[str, str | bool] = {"class": "tick" if is_tick(field) else "field__input"}
    if lang:
        attrs["lang"] = lang
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    # The label says what is asked; a placeholder says it again, paler, and goes away.
    field.field.widget.attrs.pop("placeholder", None)
    own = field.field.widget.attrs.get("class", "")
    attrs["class"] = f"{attrs['class']} {own}".strip()
    return field.as_widget(attrs=attrs)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one check box, whose label stands beside it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def options(field: BoundField) -> Iterable[Any]:
    """The choices of radio buttons and check boxes, drawn as ours."""
    for option in field.subwidgets:
        option.data["attrs"]["class"] = "tick"
        yield option
