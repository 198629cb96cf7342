"""What a thread can be about beside its run: a lesson of it, a session. Registered by apps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise

from courses.models import CourseRun

RUN: Final = "run"
"""The scope of threads that are about nothing else. Nobody registers it; its key is ""."""
Pair = tuple[str, str]
"""What a thread holds as `scope` and `scope_key`."""
NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class About:
    """One lesson or session. `title` in the reader's language; `path` leads whoever is enrolled."""

    kind: str
    key: str
    label: str | Promise
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Scope:
    """`read`: title and path by key, without those that are gone: their threads are the run's.

    `closed_to`: by the pk of a learner the keys of what they may not read yet. Hosts read
    everywhere, whoever left the run nowhere: nobody asks about them.
    """

    label: str | Promise
    read: Callable[[CourseRun, Collection[str]], Mapping[str, tuple[str, str]]]
    closed_to: Callable[[CourseRun, Collection[int], datetime], Mapping[int, frozenset[str]]]


_scopes: dict[str, Scope] = {}


def register_scope(kind: str, scope: Scope) -> None:
    """`kind`: at most 10 letters, as `Thread.scope` holds it."""
    _scopes[kind] = scope


def read_about(run: CourseRun, pairs: Iterable[Pair]) -> dict[Pair, About]:
    """What these are; those of the run and those that are gone are missing."""
    wanted: dict[str, set[str]] = {}
    for kind, key in pairs:
        wanted.setdefault(kind, set()).add(key)
    found: dict[Pair, About] = {}
    for kind in wanted.keys() & _scopes.keys():
        scope = _scopes[kind]
        for key, (title, path) in scope.read(run, wanted[kind]).items():
            found[kind, key] = About(kind, key, scope.label, title, path)
    return found


def closed_scopes(run: CourseRun, user_id: int, *, at: datetime) -> dict[str, frozenset[str]]:
    """By kind what this learner may not read yet."""
    closed = {kind: scope.closed_to(run, [user_id], at) for kind, scope in _scopes.items()}
    return {kind: found[user_id] for kind, found in closed.items() if found.get(user_id)}


def is_closed(run: CourseRun, pair: Pair, user_id: int, *, at: datetime) -> bool:
    return user_id in closed_for(run, pair, [user_id], at=at)


def closed_for(run: CourseRun, pair: Pair, people: Collection[int], *, at: datetime) -> set[int]:
    """Those of these learners who may not read what is said about it yet."""
    kind, key = pair
    if kind not in _scopes or not people:
        return set()
    closed = _scopes[kind].closed_to(run, people, at)
    return {user_id for user_id in people if key in closed.get(user_id, NONE)}
