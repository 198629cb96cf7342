"""What another outline changes for one learner: what has to be done more, and what less. Pure.

It equals the difference of two `progress()`, and looks only at what differs between the outlines:
of 200 lessons of which one is new, one fact of each learner is enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from courses.outline import READING, ActivityPair, Lesson, Module, Outline
from courses.rules import asked_by, choices_of
from learning.progress import Available, Fact, Progress, progress

EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Effect:
    """`more`: what is missing then and is not now; `fewer`: the other way round.

    `counted`: what was done and counts only then, since it was optional; `uncounted`: what counts
    now and will not, since it becomes optional and was so when it was done.
    """

    more: frozenset[ActivityPair] = frozenset()
    fewer: frozenset[ActivityPair] = frozenset()
    counted: frozenset[ActivityPair] = frozenset()
    uncounted: frozenset[ActivityPair] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.more or self.fewer or self.counted or self.uncounted)

    def counts(self, kinds: Mapping[ActivityPair, str]) -> tuple[Counter[str], Counter[str]]:
        """By the kind of activity how many there are more, and how many fewer.

        What else is in a lesson that is counted belongs to it.
        """
        return _count(self.more, kinds), _count(self.fewer, kinds)


def _count(pairs: frozenset[ActivityPair], kinds: Mapping[ActivityPair, str]) -> Counter[str]:
    lessons = {lesson for lesson, activity in pairs if activity == READING}
    return Counter(kinds[pair] for pair in pairs if pair[1] == READING or pair[0] not in lessons)


@dataclass(frozen=True, slots=True)
class Change:
    """From one outline to another, for everybody whose enrollment holds this rule.

    `available_before` and `available_after` as in `progress()`.
    """

    before: Outline
    after: Outline
    rule: Mapping[str, Any]
    available_before: Available = None
    available_after: Available = None


@dataclass(frozen=True, slots=True)
class Lens:
    """The part of a change that can make a difference, and whose facts it needs.

    `lessons`: keys of lessons; `modules`: of modules whose lessons are to choose from, where facts
    of lessons that have left them count too.
    """

    change: Change
    lessons: frozenset[str]
    modules: frozenset[str]

    def needs(self, fact: Fact) -> bool:
        return fact.lesson_key in self.lessons or fact.module_key in self.modules


def focus(change: Change) -> Lens:
    """What of this change has to be looked at. Nothing, where it changes nobody's progress."""
    modules = frozenset(_changed_choices(change))
    lessons = _changed_lessons(change) | {
        lesson.key
        for outline in (change.before, change.after)
        for module in outline.modules
        if module.key in modules
        for lesson in module.lessons
    }
    part = Change(
        part_of(change.before, lessons),
        part_of(change.after, lessons),
        change.rule,
        change.available_before,
        change.available_after,
    )
    return Lens(part, frozenset(lessons), modules)


def effect(lens: Lens, facts: Iterable[Fact]) -> Effect:
    """For a learner who has not completed. `facts`: all, or those that the lens needs."""
    change, needed = lens.change, [fact for fact in facts if lens.needs(fact)]
    now = progress(change.before, needed, change.rule, at=EVER, available=change.available_before)
    then = progress(change.after, needed, change.rule, at=EVER, available=change.available_after)
    return Effect(
        more=_missing(then) - _missing(now),
        fewer=_missing(now) - _missing(then),
        counted=then.done_pairs - now.done_pairs,
        uncounted=now.done_pairs - then.done_pairs,
    )


def _missing(found: Progress) -> frozenset[ActivityPair]:
    return frozenset(step.pair for step in found.missing)


def _changed_lessons(change: Change) -> set[str]:
    """Those of which something is asked, or asked and possible, on one side only."""
    before, after = (asked_by(change.rule, each) for each in (change.before, change.after))
    could, can = _of(before, change.available_before), _of(after, change.available_after)
    return {lesson for lesson, _activity in (before ^ after) | (could ^ can)}


def _of(pairs: frozenset[ActivityPair], available: Available) -> frozenset[ActivityPair]:
    return pairs if available is None else pairs & available


def _changed_choices(change: Change) -> Iterator[str]:
    before = dict(_choices(change.before, change.rule, change.available_before))
    after = dict(_choices(change.after, change.rule, change.available_after))
    for module in before.keys() | after.keys():
        if before.get(module) != after.get(module):
            yield module


def _choices(
    outline: Outline, rule: Mapping[str, Any], available: Available
) -> Iterator[tuple[str, object]]:
    for choice in choices_of(rule, outline):
        lessons = tuple(lesson.key for lesson in choice.module.lessons)
        pairs = frozenset(pair for each in choice.lessons for pair in each)
        yield choice.module.key, (choice.needed, lessons, pairs, _of(pairs, available))


def part_of(outline: Outline, lessons: set[str]) -> Outline:
    """Only these lessons."""
    return Outline(
        tuple(
            Module(module.key, module.slug, module.title, kept)
            for module in outline.modules
            if (kept := _kept(module, lessons))
        )
    )


def _kept(module: Module, lessons: set[str]) -> tuple[Lesson, ...]:
    return tuple(lesson for lesson in module.lessons if lesson.key in lessons)
