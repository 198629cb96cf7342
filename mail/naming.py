"""What a message is, in words: the ledger knows it by its template or its sending."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from .models import Delivery

_names: dict[str, str | Promise] = {}


def name_letters(names: Mapping[str, str | Promise]) -> None:
    """Each app says once, in its `ready`, what its templates are called."""
    _names.update(names)


def say_what(delivery: Delivery) -> str:
    """The issue that was sent, the letter's name, or its subject; a secret one keeps that."""
    if delivery.sending is not None:
        return delivery.sending.title
    if delivery.template in _names:
        return str(_names[delivery.template])
    if delivery.template:
        return delivery.template.rpartition("/")[2].replace("_", " ").capitalize()
    return delivery.reference if delivery.is_secret else delivery.subject or delivery.reference
