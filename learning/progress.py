"""progress(): what a learner has done, what is missing and why. Pure: no query, no clock.

Views, sweeps, reports, certificates and the page "why is this 60 %?" all use this one function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from courses.outline import Activity, Lesson, Outline

EXCUSED = "EXCUSED"

# (lesson key, activity key): how an activity is known in every language.
ActivityPair = tuple[str, str]


class Status(StrEnum):
    """How one step stands.

    KEPT: done while it was required, and no longer asked for; it still counts, on both sides.
    EXCUSED: cannot be done any more, or somebody excused the learner; it counts on neither side.
    NOT_NEEDED: became required after the learner had completed the course.
    """

    DONE = "DONE"
    KEPT = "KEPT"
    MISSING = "MISSING"
    EXCUSED = "EXCUSED"
    NOT_NEEDED = "NOT_NEEDED"


@dataclass(frozen=True, slots=True)
class Fact:
    """One valid ActivityResult. `was_required`: whether it counted when it was recorded."""

    lesson_key: str
    activity_key: str
    kind: str
    recorded_at: datetime
    was_required: bool = True

    @property
    def pair(self) -> ActivityPair:
        return (self.lesson_key, self.activity_key)


@dataclass(frozen=True, slots=True)
class Completion:
    """That a learner completed is a fact too: `progress()` never takes it back."""

    at: datetime
    rule: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One activity that counts, or counted. `lesson` and `activity` are None once it is gone."""

    pair: ActivityPair
    status: Status
    lesson: Lesson | None = None
    activity: Activity | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """`steps` in the order of reading; what was kept from an earlier outline comes last."""

    steps: tuple[Step, ...]
    completion: Completion | None
    is_complete: bool

    def _with(self, *statuses: Status) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.status in statuses)

    @property
    def done(self) -> tuple[Step, ...]:
        """What counts as done: never fewer after a lesson was added, moved or removed."""
        return self._with(Status.DONE, Status.KEPT)

    @property
    def missing(self) -> tuple[Step, ...]:
        return self._with(Status.MISSING)

    @property
    def excused(self) -> tuple[Step, ...]:
        return self._with(Status.EXCUSED)

    @property
    def not_needed(self) -> tuple[Step, ...]:
        return self._with(Status.NOT_NEEDED)

    @property
    def done_count(self) -> int:
        return len(self.done)

    @property
    def required_count(self) -> int:
        """What the percent is a part of: "5 of 13 done" counts the same things."""
        return len(self.done) + len(self.missing)

    @property
    def percent(self) -> int:
        """0 to 100, rounded down; 100 only when complete."""
        if self.is_complete:
            return 100
        if not self.required_count:
            return 0
        return min(99, 100 * self.done_count // self.required_count)

    @property
    def done_pairs(self) -> frozenset[ActivityPair]:
        return frozenset(step.pair for step in self.done)


def progress(
    outline: Outline,
    facts: Iterable[Fact],
    rule: Mapping[str, Any],
    *,
    at: datetime,
    available: frozenset[ActivityPair] | None = None,
    completion: Completion | None = None,
) -> Progress:
    """How a learner stands at `at` by the outline followed and the rule copied at enrollment.

    `available` holds the activities that can be done now (None: all of the outline); one that
    cannot, and that the learner has not done, is excused. A rule that names an activity which is
    gone counts it as met. Nothing done is never complete, whatever the outline asks for.
    Raises ValueError for a rule of an unknown kind.
    """
    known = _by_pair(facts, at)
    completed = completion if completion is not None and completion.at <= at else None
    steps = [*_steps_of(outline, known, rule, available, completed is not None)]
    seen = {step.pair for step in steps}
    steps += [
        Step(pair=pair, status=Status.KEPT, fact=fact)
        for pair, fact in known.items()
        if pair not in seen and fact.kind != EXCUSED and fact.was_required
    ]
    has_done = any(step.status in (Status.DONE, Status.KEPT) for step in steps)
    is_missing = any(step.status is Status.MISSING for step in steps)
    return Progress(
        steps=tuple(steps),
        completion=completed,
        is_complete=completed is not None or (has_done and not is_missing),
    )


def _by_pair(facts: Iterable[Fact], at: datetime) -> dict[ActivityPair, Fact]:
    """The fact about each activity until `at`: the first deed, which wins over an excuse."""
    until = [fact for fact in facts if fact.recorded_at <= at]
    known: dict[ActivityPair, Fact] = {}
    for fact in sorted(until, key=lambda fact: (fact.kind == EXCUSED, fact.recorded_at)):
        known.setdefault(fact.pair, fact)
    return known


def _steps_of(
    outline: Outline,
    known: Mapping[ActivityPair, Fact],
    rule: Mapping[str, Any],
    available: frozenset[ActivityPair] | None,
    is_completed: bool,
) -> Iterator[Step]:
    asked = asked_by(rule, outline)
    for lesson, activity in outline.activities():
        pair = (lesson.key, activity.key)
        fact = known.get(pair)
        status = _status_of(pair, fact, asked, available, is_completed)
        if status is not None:
            yield Step(pair, status, lesson, activity, fact)


def _status_of(
    pair: ActivityPair,
    fact: Fact | None,
    asked: frozenset[ActivityPair],
    available: frozenset[ActivityPair] | None,
    is_completed: bool,
) -> Status | None:
    """None for what never counted: optional, or not named by the rule."""
    is_asked = pair in asked
    if fact is not None and fact.kind != EXCUSED:
        if is_asked:
            return Status.DONE
        return Status.KEPT if fact.was_required else None
    if not is_asked:
        return None
    if fact is not None or (available is not None and pair not in available):
        return Status.EXCUSED
    return Status.NOT_NEEDED if is_completed else Status.MISSING


def asked_by(rule: Mapping[str, Any], outline: Outline) -> frozenset[ActivityPair]:
    """The activities of this outline that the rule asks for.

    `{"kind": "ALL_REQUIRED"}` or `{"kind": "ACTIVITIES", "activities": [[lesson, activity], …]}`.
    """
    kind = rule.get("kind")
    if kind == "ALL_REQUIRED":
        return frozenset(
            (lesson.key, activity.key)
            for lesson, activity in outline.activities()
            if lesson.is_required and activity.is_required
        )
    if kind == "ACTIVITIES":
        named = {(lesson, activity) for lesson, activity in rule["activities"]}
        return frozenset(
            (lesson.key, activity.key)
            for lesson, activity in outline.activities()
            if (lesson.key, activity.key) in named
        )
    raise ValueError(f"Unknown completion rule: {kind!r}")
