"""What a field of a form offers, where that is known only once the form is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Pairs of value and label, or groups of them. Raises TypeError for a field without choices."""
    field = form.fields[name]
    if not isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField)):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any, Model]) -> None:
    """Raises TypeError for a field that chooses no rows."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} is no field of rows")
    field.queryset = rows
