"""progress(): what a learner has done, what is missing and why. Pure: no query, no clock.

Views, sweeps, reports, certificates and the page "why is this 60 %?" all use this one function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from courses.outline import READING, Activity, ActivityPair, Lesson, Outline
from courses.rules import Choice, asked_by, choices_of, score_of

EXCUSED = "EXCUSED"
CHECK_PASSED = "CHECK"

Available = frozenset[ActivityPair] | None


class Status(StrEnum):
    """How one step stands.

    KEPT: done while it was required, and no longer asked for; it still counts, on both sides.
    EXCUSED: cannot be done any more, or somebody excused the learner; it counts on neither side.
    NOT_NEEDED: became required after the learner had completed the course.
    NOT_CHOSEN: of a module whose lessons are to choose from, and enough others are done or begun.
    """

    DONE = "DONE"
    KEPT = "KEPT"
    MISSING = "MISSING"
    EXCUSED = "EXCUSED"
    NOT_NEEDED = "NOT_NEEDED"
    NOT_CHOSEN = "NOT_CHOSEN"


class Fact(NamedTuple):
    """One valid ActivityResult. `was_required`: whether it counted when it was recorded, or later.

    `score_percent`: of a check, where the rule asks for a score. `module_key`: of which module it
    was done as one of the lessons to choose, else empty.
    """

    lesson_key: str
    activity_key: str
    kind: str
    recorded_at: datetime
    was_required: bool = True
    score_percent: int | None = None
    module_key: str = ""

    @property
    def pair(self) -> ActivityPair:
        return (self.lesson_key, self.activity_key)


@dataclass(frozen=True, slots=True)
class Completion:
    """That a learner completed is a fact too: `progress()` never takes it back."""

    at: datetime
    rule: Mapping[str, Any]


class Step(NamedTuple):
    """One activity that counts, or counted. `lesson` and `activity` are None once it is gone."""

    pair: ActivityPair
    status: Status
    lesson: Lesson | None = None
    activity: Activity | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The average of the best results in the checks. `improvable`: the weakest first."""

    needed: int
    reached: int
    is_met: bool
    improvable: tuple[ActivityPair, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """`steps` in the order of reading; what was kept from an earlier outline comes last."""

    steps: tuple[Step, ...]
    completion: Completion | None
    is_complete: bool
    score: Score | None = None

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
    def not_chosen(self) -> tuple[Step, ...]:
        return self._with(Status.NOT_CHOSEN)

    @property
    def improvable(self) -> tuple[ActivityPair, ...]:
        """Checks to answer again, the weakest first, while nothing else but the score is short."""
        if self.is_complete or self.missing or self.score is None:
            return ()
        return self.score.improvable

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
    # What a lesson took over from another counts there, and not a second time as kept.
    taken = {step.fact.pair for step in steps if step.fact is not None} - seen
    seen |= taken
    kept = [
        Step(pair=pair, status=Status.KEPT, fact=fact)
        for pair, fact in known.items()
        if pair not in seen and fact.kind != EXCUSED and fact.was_required
    ]
    own = {pair: fact for pair, fact in known.items() if pair not in taken}
    steps = [*_chosen(choices_of(rule, outline), steps, own), *kept]
    has_done = any(step.status in (Status.DONE, Status.KEPT) for step in steps)
    is_missing = any(step.status is Status.MISSING for step in steps)
    score = _score(score_of(rule), steps, available)
    is_met = has_done and not is_missing and (score is None or score.is_met)
    return Progress(
        steps=tuple(steps),
        completion=completed,
        is_complete=completed is not None or is_met,
        score=score,
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
    available: Available,
    is_completed: bool,
) -> Iterator[Step]:
    asked = asked_by(rule, outline)
    for lesson, activity in outline.activities():
        pair = (lesson.key, activity.key)
        fact = known.get(pair) or _taken_over(lesson, activity, known)
        status = _status_of(pair, fact, asked, available, is_completed)
        if status is not None:
            yield Step(pair, status, lesson, activity, fact)


def _taken_over(
    lesson: Lesson, activity: Activity, known: Mapping[ActivityPair, Fact]
) -> Fact | None:
    """What was done where this lesson, or a part of it, stood before."""
    found = (known.get((key, activity.key)) for key in lesson.follows)
    return next((fact for fact in found if fact is not None), None)


def _status_of(
    pair: ActivityPair,
    fact: Fact | None,
    asked: frozenset[ActivityPair],
    available: Available,
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


def _chosen(
    choices: Sequence[Choice], steps: list[Step], known: Mapping[ActivityPair, Fact]
) -> list[Step]:
    """What is open in a module of which some lessons are enough is asked for only as far as needed:
    of the lessons with the least left to do. All that is done there stays done.
    """
    if not choices:
        return steps
    status = {step.pair: step.status for step in steps}
    spare = {pair for choice in choices for pair in _spare_in(choice, status, known)}
    return [
        step._replace(status=Status.NOT_CHOSEN) if step.pair in spare else step for step in steps
    ]


def _spare_in(
    choice: Choice, status: Mapping[ActivityPair, Status], known: Mapping[ActivityPair, Fact]
) -> Iterator[ActivityPair]:
    done = _done_elsewhere(choice, known)
    begun: list[list[ActivityPair]] = []
    for lesson in choice.lessons:
        left = [pair for pair in lesson if status.get(pair) is Status.MISSING]
        if left:
            begun.append(left)
        elif any(status.get(pair) is Status.DONE for pair in lesson):
            done += 1
    begun.sort(key=len)
    for left in begun[max(0, choice.needed - done) :]:
        yield from left


def _done_elsewhere(choice: Choice, known: Mapping[ActivityPair, Fact]) -> int:
    """How many lessons were read as a choice of this module, and have left it since."""
    here = {lesson.key for lesson in choice.module.lessons}
    return sum(
        fact.module_key == choice.module.key and fact.kind != EXCUSED
        for (lesson, activity), fact in known.items()
        if activity == READING and lesson not in here
    )


def _score(needed: int | None, steps: Iterable[Step], available: Available) -> Score | None:
    """A check that is gone counts where it helps: it cannot be answered again. One that was counted
    by hand has no score and is left out; where none can be answered, none is asked for.
    """
    if needed is None:
        return None
    scores = {
        step.pair: step.fact.score_percent or 0
        for step in steps
        if step.fact is not None
        and step.fact.kind == CHECK_PASSED
        and step.status in (Status.DONE, Status.KEPT)
    }
    here = {
        step.pair: scores[step.pair]
        for step in steps
        if step.pair in scores
        and step.status is Status.DONE
        and (available is None or step.pair in available)
    }
    reached = max(_average(scores.values()), _average(here.values()))
    weak = sorted((score, place, pair) for place, (pair, score) in enumerate(here.items()))
    return Score(
        needed=needed,
        reached=reached,
        is_met=not here or reached >= needed,
        improvable=tuple(pair for score, _place, pair in weak if score < 100),
    )


def _average(scores: Iterable[int]) -> int:
    """Rounded down, so that a score is never reached by rounding."""
    values = [*scores]
    return sum(values) // len(values) if values else 0
