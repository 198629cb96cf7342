"""The kinds of notices. Each is registered in the `ready` of the app that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from notifications.models import Way


@dataclass(frozen=True, slots=True)
class Kind:
    """`say` makes a line of a notice's values, in the active language. Pure. In which course and
    run it was stands beside it: see `notifications.letters.where`.

    `template`: of the letter, "" where there is none. `ways`: what people may choose; of a fixed
    kind they may choose nothing, and `default` always holds. `has_notice`: whether it stands in
    the notification centre; a reminder does not. `for_hosts`: only who may host a run hears of it,
    and chooses.
    """

    code: str
    label: str | Promise
    say: Callable[[Mapping[str, Any]], str]
    template: str
    default: Way
    ways: frozenset[Way]
    is_fixed: bool = False
    has_notice: bool = True
    for_hosts: bool = False


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """`kind.code`: at most 30 letters, as `Notice.kind` holds it."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind | None:
    """None where the app that told such notices is gone."""
    return _kinds.get(code)


def kinds() -> tuple[Kind, ...]:
    """In the order in which they were registered."""
    return tuple(_kinds.values())
