"""What a learner sees of a knowledge check. Pure: no query, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from courses.checks import Check, Option, Question
from courses.rules import Rule

from .actions import NotTaken, best_passed, next_number
from .grading import Answers, attempts_left, may_improve, needed_count
from .models import Attempt


class State(StrEnum):
    """OPEN: can be answered, for the first time or again. COUNTED: passed without an attempt.
    IMPROVABLE: passed, and may be answered again for a better score."""

    OPEN = "OPEN"
    IMPROVABLE = "IMPROVABLE"
    PASSED = "PASSED"
    COUNTED = "COUNTED"
    EXHAUSTED = "EXHAUSTED"


class Mark(StrEnum):
    """What stands at an option. ANSWER: right, not chosen, and shown because all is over."""

    NONE = ""
    RIGHT = "RIGHT"
    WRONG = "WRONG"
    ANSWER = "ANSWER"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answers that came to this check just now and were not taken."""

    activity_key: str
    answers: Answers
    message: str
    check: Check
    missing: frozenset[str] = frozenset()

    @classmethod
    def of(cls, error: NotTaken, activity_key: str, answers: Answers) -> Refusal:
        return cls(activity_key, answers, str(error), error.check, error.missing)


@dataclass(frozen=True, slots=True)
class ShownOption:
    key: str
    text: str
    feedback: str
    is_chosen: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """`is_missing`: nothing was chosen in the answers just sent. `is_partly_right`: all that was
    chosen is right, and something is left out."""

    key: str
    text: str
    is_multiple: bool
    is_missing: bool
    is_partly_right: bool
    options: tuple[ShownOption, ...]


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """`attempt` is the best one that passed, else the last one. `number`: the next attempt's.
    `last_percent`: what came of the last one, where that is another than the best.

    `is_in_source`: shown in the course's language, because the reader's is behind the change.
    """

    check: Check
    state: State
    attempt: Attempt | None
    number: int
    needed_count: int
    attempts_left: int | None
    refusal: Refusal | None
    is_in_source: bool
    last_percent: int | None = None
    questions: tuple[ShownQuestion, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        return self.state in {State.OPEN, State.IMPROVABLE}


def show_check(
    check: Check,
    attempts: Sequence[Attempt],
    *,
    is_counted: bool,
    refusal: Refusal | None = None,
    rule: Rule | None = None,
) -> ShownCheck:
    """`attempts`: all of this learner at this check, the voided ones too, in their order.

    `is_counted`: whether the learner's record holds it as done. `rule`: by which the learner
    completes; None once that has happened, since nothing can be bettered then. Where the answers
    just sent belong to other questions than the reader's language has, the course's own are shown.
    """
    valid = [attempt for attempt in attempts if attempt.voided_at is None]
    is_in_source = refusal is not None and _keys(refusal.check) != _keys(check)
    if refusal is not None and is_in_source:
        check = refusal.check
    last = valid[-1] if valid else None
    attempt = best_passed(valid) or last
    left = attempts_left(check, len(valid))
    state = _state(attempt, left, rule, is_counted=is_counted)
    is_over = state not in {State.OPEN, State.IMPROVABLE}
    return ShownCheck(
        check=check,
        state=state,
        attempt=attempt,
        number=next_number(attempts),
        needed_count=needed_count(check),
        attempts_left=left,
        refusal=refusal,
        is_in_source=is_in_source,
        last_percent=last.score_percent if last is not None and last != attempt else None,
        questions=tuple(
            _show_question(question, attempt, refusal, is_over=is_over)
            for question in check.questions
        ),
    )


def _state(
    attempt: Attempt | None, left: int | None, rule: Rule | None, *, is_counted: bool
) -> State:
    if attempt is not None and attempt.is_passed:
        score = attempt.score_percent
        is_improvable = rule is not None and may_improve(
            rule, is_completed=False, best_percent=score, left=left
        )
        return State.IMPROVABLE if is_improvable else State.PASSED
    if is_counted:
        return State.COUNTED
    return State.EXHAUSTED if left == 0 else State.OPEN


def _keys(check: Check) -> dict[str, frozenset[str]]:
    return {each.key: frozenset(option.key for option in each.options) for each in check.questions}


def _show_question(
    question: Question, attempt: Attempt | None, refusal: Refusal | None, *, is_over: bool
) -> ShownQuestion:
    """Feedback stands at what the attempt chose; answers just refused are kept without any."""
    graded = frozenset(attempt.answers.get(question.key, ())) if attempt else frozenset()
    chosen = frozenset(refusal.answers.get(question.key, ())) if refusal else graded
    marked = graded & chosen
    is_partly_right = (
        not is_over and chosen == graded and bool(marked) and marked < question.right_keys()
    )
    return ShownQuestion(
        key=question.key,
        text=question.text,
        is_multiple=question.is_multiple,
        is_missing=refusal is not None and question.key in refusal.missing,
        is_partly_right=is_partly_right,
        options=tuple(
            ShownOption(
                key=option.key,
                text=option.text,
                feedback=option.feedback,
                is_chosen=option.key in chosen,
                mark=_mark(option, marked, is_over=is_over),
            )
            for option in question.options
        ),
    )


def _mark(option: Option, marked: frozenset[str], *, is_over: bool) -> Mark:
    if option.key in marked:
        return Mark.RIGHT if option.is_right else Mark.WRONG
    return Mark.ANSWER if is_over and option.is_right else Mark.NONE
