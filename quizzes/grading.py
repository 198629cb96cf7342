"""Grade answers to a knowledge check. Pure: no query, no clock.

Answers are `{question key: chosen option keys}`, by item ids, which are the same in each language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from courses.checks import Check, Question
from courses.rules import Rule, score_of

Answers = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Grade:
    """`outcome`: whether each question was answered rightly. `score_percent`: rounded down."""

    outcome: Mapping[str, bool]
    score_percent: int
    is_passed: bool


def grade(check: Check, answers: Answers) -> Grade:
    """A question is right when all its right answers were chosen and no other."""
    outcome = {
        question.key: frozenset(answers.get(question.key, ())) == question.right_keys()
        for question in check.questions
    }
    score = percent_of(sum(outcome.values()), len(outcome))
    return Grade(outcome, score, is_passed=score >= check.pass_mark_percent)


def percent_of(right_count: int, question_count: int) -> int:
    """0 to 100, rounded down, so that a mark is never reached by rounding."""
    return 100 * right_count // question_count if question_count else 0


def needed_count(check: Check) -> int:
    """How many questions must be right to pass."""
    count = len(check.questions)
    enough = (n for n in range(count + 1) if percent_of(n, count) >= check.pass_mark_percent)
    return next(enough, count)


def unanswered(check: Check, answers: Answers) -> frozenset[str]:
    """The keys of the questions for which nothing was chosen."""
    return frozenset(each.key for each in check.questions if not answers.get(each.key))


def fits(check: Check, answers: Answers) -> bool:
    """Whether every question and option named is one of this check's.

    If not, the check was changed between showing and answering it. So it is for two answers
    where one is asked for.
    """
    questions = {question.key: question for question in check.questions}
    return all(
        key in questions and _may_choose(questions[key], chosen) for key, chosen in answers.items()
    )


def _may_choose(question: Question, chosen: Collection[str]) -> bool:
    options = {option.key for option in question.options}
    return options.issuperset(chosen) and (question.is_multiple or len(set(chosen)) <= 1)


def attempts_left(check: Check, used_count: int) -> int | None:
    """None where there is no limit. Never negative: an author may lower the number later."""
    return None if check.attempts is None else max(0, check.attempts - used_count)


def may_improve(rule: Rule, *, is_completed: bool, best_percent: int, left: int | None) -> bool:
    """Whether a passed check may be answered again: the rule asks for a score that it could raise.

    `left`: attempts left, as `attempts_left` says.
    """
    is_asked = score_of(rule) is not None and not is_completed
    return is_asked and best_percent < 100 and left != 0
