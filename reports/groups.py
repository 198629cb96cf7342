"""Never about a group of fewer than five people, also not by taking others from a sum. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Group:
    """`key`: a country or a kind, "" where somebody said nothing. `completed` of `people`."""

    key: str
    people: int
    completed: int

    def __add__(self, other: Group) -> Group:
        return Group(self.key, self.people + other.people, self.completed + other.completed)


@dataclass(frozen=True, slots=True)
class Shown:
    """`groups` from the largest down; `others`: those that are too small, together, or None."""

    groups: tuple[Group, ...]
    others: Group | None

    @property
    def is_empty(self) -> bool:
        return not self.groups and self.others is None


def shown(groups: Iterable[Group]) -> Shown:
    """What may be shown of these, beside their sum, which everybody knows.

    A small group that stood alone would be the sum without all others: so the next smallest is
    hidden with it, until those hidden are five together. Fewer than five in all: nothing.
    """
    ordered = sorted((each for each in groups if each.people), key=lambda each: -each.people)
    large = [each for each in ordered if each.people >= FEWEST]
    return _with_others(large, [each for each in ordered if each.people < FEWEST])


def shown_over(parts: Mapping[object, Iterable[Group]]) -> Shown:
    """The same for the sum of several courses, each of which is shown alone too.

    Whoever is hidden in one of them is among the others here: else they were the difference.
    """
    sums: dict[str, Group] = {}
    hidden = Group("", 0, 0)
    for groups in parts.values():
        everybody = [*groups]
        part = shown(everybody)
        for each in part.groups:
            sums[each.key] = sums[each.key] + each if each.key in sums else each
        for each in everybody:
            if each.key not in {one.key for one in part.groups}:
                hidden += each
    ordered = sorted(sums.values(), key=lambda each: -each.people)
    return _with_others(ordered, [hidden] if hidden.people else [])


def _with_others(large: list[Group], small: list[Group]) -> Shown:
    hidden = [*small]
    while hidden and sum(each.people for each in hidden) < FEWEST and large:
        hidden.append(large.pop())
    others = Group("", 0, 0)
    for each in hidden:
        others += each
    return Shown(tuple(large), others if others.people >= FEWEST else None)


def by_part(rows: Iterable[tuple[object, str, int, int]]) -> dict[object, list[Group]]:
    """Rows of (part, key, people, completed)."""
    found: dict[object, list[Group]] = defaultdict(list)
    for part, key, people, completed in rows:
        found[part].append(Group(key, people, completed))
    return dict(found)
