"""The order of modules and lessons as values: what authors want, and steps that change it. Pure.

Order and removal are drafts like a text: `Course.arrangement` holds them until the course is
published. Pages are known by their keys, so one arrangement serves every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from courses.models import Course

STEP = 4  # characters of a path for each level below the course page


class NoSuchPlace(ValueError):
    """What should be moved, or where to, is not in the course any more."""


@dataclass(frozen=True, slots=True)
class Node:
    """A module or a lesson where the tree has it now. `key` is the pages' translation_key."""

    path: str
    key: str
    is_lesson: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Modules with their lessons in the order of reading; also those in `retired`, in their place.

    A module in `retired` takes its lessons with it.
    """

    modules: tuple[tuple[str, tuple[str, ...]], ...]
    retired: frozenset[str]

    def has(self, key: str) -> bool:
        return any(key == module or key in lessons for module, lessons in self.modules)

    def module_of(self, lesson: str) -> str | None:
        """The key of the module in which this lesson stands; None for a module."""
        return next((module for module, lessons in self.modules if lesson in lessons), None)

    def is_out(self, key: str) -> bool:
        """Whether it was taken out, alone or with its module."""
        return key in self.retired or self.module_of(key) in self.retired

    def lessons_of(self, module: str) -> tuple[str, ...]:
        return dict(self.modules).get(module, ())

    def as_json(self) -> dict[str, Any]:
        """As `Course.arrangement` keeps it."""
        return {
            "modules": [[module, list(lessons)] for module, lessons in self.modules],
            "retired": sorted(self.retired),
        }


def nodes_of(tree: Iterable[Mapping[str, Any]]) -> list[Node]:
    """Of the rows of `courses.compiling.read_tree` below the course page."""
    return [
        Node(row["path"], str(row["translation_key"]), row["lessonpage__minutes"] is not None)
        for row in tree
    ]


def published(nodes: Iterable[Node], retired: Iterable[str]) -> Arrangement:
    """What the tree says."""
    modules: dict[str, list[str]] = {}
    opened: list[tuple[str, str]] = []
    for node in sorted(nodes, key=lambda node: node.path):
        if not node.is_lesson:
            modules[node.key] = []
            opened.append((node.path, node.key))
        elif opened and node.path.startswith(opened[-1][0]):
            modules[opened[-1][1]].append(node.key)
    return Arrangement(
        tuple((key, tuple(lessons)) for key, lessons in modules.items()), frozenset(retired)
    )


def wanted(course: Course, nodes: Iterable[Node]) -> Arrangement:
    """What its authors want: the stored arrangement over the pages that are there.

    A page that the arrangement does not know goes last in its module, a module last of all; what is
    gone is left out.
    """
    now = published(nodes, course.retired_keys)
    if course.arrangement is None:
        return now
    known = {lesson for _module, lessons in now.modules for lesson in lessons}
    placed: set[str] = set()
    modules: dict[str, list[str]] = {}
    for module, lessons in course.arrangement["modules"]:
        if any(module == key for key, _lessons in now.modules):
            modules[module] = [key for key in lessons if key in known and key not in placed]
            placed.update(modules[module])
    for module, lessons in now.modules:
        modules.setdefault(module, []).extend(key for key in lessons if key not in placed)
    return Arrangement(
        tuple((key, tuple(lessons)) for key, lessons in modules.items()),
        frozenset(course.arrangement["retired"]),
    )


def arranged_paths(nodes: Iterable[Node], arrangement: Arrangement) -> dict[str, str]:
    """By the path that each page has: the path that it would have. What is out is not in it."""
    found = {(node.key, node.is_lesson): node.path for node in nodes}
    if not found:
        return {}
    root = min(found.values(), key=len)[:-STEP]
    paths: dict[str, str] = {}
    for place, (module, lessons) in enumerate(arrangement.modules):
        here = found.get((module, False))
        if here is None or module in arrangement.retired:
            continue
        paths[here] = f"{root}{place:0{STEP}}"
        for number, lesson in enumerate(lessons):
            if (lesson, True) in found and lesson not in arrangement.retired:
                paths[found[lesson, True]] = f"{paths[here]}{number:0{STEP}}"
    return paths


def arranged(tree: Iterable[Mapping[str, Any]], arrangement: Arrangement) -> list[dict[str, Any]]:
    """The rows below the course page in the order of this arrangement, without what is out."""
    rows = list(tree)
    paths = arranged_paths(nodes_of(rows), arrangement)
    moved = [{**row, "path": paths[row["path"]]} for row in rows if row["path"] in paths]
    return sorted(moved, key=lambda row: row["path"])


# --- Steps: each gives another arrangement ----------------------------------------------------


def put_before(arrangement: Arrangement, key: str, before: str) -> Arrangement:
    """A lesson before another lesson, or a module before another module."""
    module = arrangement.module_of(key)
    target = arrangement.module_of(before)
    if key == before:
        return arrangement
    if module is None and target is None:
        rest = [each for each in arrangement.modules if each[0] != key]
        place = _index([name for name, _lessons in rest], before)
        moved = (key, arrangement.lessons_of(_known(arrangement, key)))
        return replace(arrangement, modules=(*rest[:place], moved, *rest[place:]))
    if module is None or target is None:
        raise NoSuchPlace(key)
    lessons = [each for each in arrangement.lessons_of(target) if each != key]
    lessons.insert(_index(lessons, before), key)
    return _with_lessons(arrangement, key, target, lessons)


def put_last(arrangement: Arrangement, key: str, module: str = "") -> Arrangement:
    """A lesson at the end of this module; a module at the end of the course."""
    if arrangement.module_of(key) is None:
        rest = [each for each in arrangement.modules if each[0] != _known(arrangement, key)]
        return replace(arrangement, modules=(*rest, (key, arrangement.lessons_of(key))))
    if not any(module == name for name, _lessons in arrangement.modules):
        raise NoSuchPlace(module)
    lessons = [each for each in arrangement.lessons_of(module) if each != key]
    return _with_lessons(arrangement, key, module, [*lessons, key])


def step_up(arrangement: Arrangement, key: str) -> Arrangement:
    """One place up among what is not taken out; from the top of a module into the one above."""
    siblings, place = _siblings(arrangement, key)
    if place > 0:
        return put_before(arrangement, key, siblings[place - 1])
    above = _module_beside(arrangement, key, -1)
    return put_last(arrangement, key, above) if above else arrangement


def step_down(arrangement: Arrangement, key: str) -> Arrangement:
    """One place down; from the end of a module to the top of the one below."""
    siblings, place = _siblings(arrangement, key)
    if place + 2 < len(siblings):
        return put_before(arrangement, key, siblings[place + 2])
    if place + 1 < len(siblings):
        return put_last(arrangement, key, arrangement.module_of(key) or "")
    below = _module_beside(arrangement, key, 1)
    if not below:
        return arrangement
    first = next((each for each in arrangement.lessons_of(below)), None)
    return put_before(arrangement, key, first) if first else put_last(arrangement, key, below)


def take_out(arrangement: Arrangement, key: str) -> Arrangement:
    return replace(arrangement, retired=arrangement.retired | {_known(arrangement, key)})


def put_back(arrangement: Arrangement, key: str) -> Arrangement:
    """Where it stood. A lesson brings its module back too: alone it would stay unseen."""
    with_module = {_known(arrangement, key), arrangement.module_of(key)}
    return replace(arrangement, retired=arrangement.retired - with_module)


def _siblings(arrangement: Arrangement, key: str) -> tuple[list[str], int]:
    """What stands beside it and is not taken out, and its place there."""
    module = arrangement.module_of(key)
    names = (
        [name for name, _lessons in arrangement.modules]
        if module is None
        else list(arrangement.lessons_of(module))
    )
    there = [each for each in names if each == key or each not in arrangement.retired]
    return there, _index(there, key)


def _module_beside(arrangement: Arrangement, lesson: str, step: int) -> str:
    module = arrangement.module_of(lesson)
    if module is None:
        return ""
    there = [
        name
        for name, _l in arrangement.modules
        if name == module or name not in arrangement.retired
    ]
    place = there.index(module) + step
    return there[place] if 0 <= place < len(there) else ""


def _with_lessons(
    arrangement: Arrangement, key: str, target: str, lessons: list[str]
) -> Arrangement:
    return replace(
        arrangement,
        modules=tuple(
            (name, tuple(lessons) if name == target else tuple(e for e in here if e != key))
            for name, here in arrangement.modules
        ),
    )


def _known(arrangement: Arrangement, key: str) -> str:
    if not arrangement.has(key):
        raise NoSuchPlace(key)
    return key


def _index(names: list[str], name: str) -> int:
    try:
        return names.index(name)
    except ValueError:
        raise NoSuchPlace(name) from None
