"""Rows that stand, and what would break them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models

Break = Callable[[], object]


def change(make: Callable[[], models.Model], **values: Any) -> Break:
    """A row that stands, and then has these values."""

    def do() -> object:
        row = make()
        return type(row)._base_manager.filter(pk=row.pk).update(**values)

    return do


def copy(make: Callable[[], models.Model], **values: Any) -> Break:
    """A row that stands, and another one like it but for these values."""

    def do() -> object:
        row = make()
        for name, value in {"pk": None, **values}.items():
            setattr(row, name, value)
        return type(row)._base_manager.bulk_create([row])

    return do


DAY = timedelta(days=1)
