"""Verbs of `quizzes`: answer a knowledge check, and give its attempts back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.checks import Check, find_check
from courses.reading import lesson_page
from learning.actions import (
    lock_enrollment,
    lock_to_record,
    raise_score,
    record_progress,
    void_results,
)
from learning.models import Enrollment, ResultKind
from learning.standing import read_standing

from .grading import Answers, attempts_left, fits, grade, may_improve, unanswered
from .models import Attempt

if TYPE_CHECKING:
    from users.models import User


class AttemptRefused(Exception):
    """The text tells the person what to do. No attempt was spent."""


class CheckGone(AttemptRefused):
    """The lesson does not hold this check any more."""


class AlreadyPassed(AttemptRefused):
    """Nothing is left to do."""


class AttemptsExhausted(AttemptRefused):
    """All attempts that the author allows are used."""


class NotTaken(AttemptRefused):
    """The form can be mended and sent again. `check` is the one that is graded now, in the
    course's own language; `missing` holds the keys of questions without an answer."""

    def __init__(self, message: str, check: Check, missing: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.check = check
        self.missing = missing


class Unanswered(NotTaken):
    """Some questions have no answer."""


class CheckChanged(NotTaken):
    """The answers name a question or an option that is no longer there."""


class AnsweredElsewhere(NotTaken):
    """Another attempt was handed in since this form was shown."""


@transaction.atomic
def submit_attempt(
    *,
    enrollment: Enrollment,
    lesson_key: str | UUID,
    activity_key: str,
    answers: Answers,
    language: str,
    at: datetime,
    number: int | None = None,
) -> Attempt:
    """Grade the answers, keep them, and hand down the result once the check is passed.

    `number`: which attempt the form was shown for; the same answers sent twice for one number are
    one attempt, also at the same moment (None: whichever comes next). The enrollment is locked
    while attempts are counted. Raises AttemptRefused, or what `record_progress` raises.
    """
    locked = lock_to_record(enrollment=enrollment, lesson_key=lesson_key, at=at)
    standing = read_standing(locked)
    check = None
    if standing.course_map.is_live(str(lesson_key)):
        check = find_source_check(locked, lesson_key, activity_key)
    if check is None:
        raise CheckGone(_("This knowledge check is no longer part of the lesson. Go on reading."))
    attempts = _attempts_at(locked, lesson_key, activity_key)
    same = _same_attempt(attempts, number, answers)
    if same is not None:
        return same

    best = best_passed(attempts)
    is_counted = (str(lesson_key), activity_key) in standing.done_pairs
    is_over = best is not None or is_counted
    if best is not None and _may_improve(locked, check, best, attempts):
        is_over = False
    _require_taking(check, attempts, answers, number, is_over=is_over)
    found = grade(check, answers)
    attempt = Attempt.objects.create(
        enrollment=locked,
        lesson_key=str(lesson_key),
        activity_key=activity_key,
        number=next_number(attempts),
        answers=_stored(answers),
        outcome=dict(found.outcome),
        score_percent=found.score_percent,
        pass_mark_percent=check.pass_mark_percent,
        is_passed=found.is_passed,
        submitted_at=at,
        language=language,
    )
    if attempt.is_passed and (best is None or attempt.score_percent > best.score_percent):
        _hand_down(attempt, locked, is_better=best is not None)
    return attempt


def _hand_down(attempt: Attempt, enrollment: Enrollment, *, is_better: bool) -> None:
    """The result of a check that is passed, or passed with a better score than before."""
    hand_down = raise_score if is_better else record_progress
    hand_down(
        enrollment=enrollment,
        lesson_key=attempt.lesson_key,
        activity_key=attempt.activity_key,
        kind=ResultKind.CHECK,
        at=attempt.submitted_at,
        detail={"attempt": attempt.number, "score_percent": attempt.score_percent},
    )


def best_passed(attempts: Iterable[Attempt]) -> Attempt | None:
    """The valid attempt that passed with the highest score, the first of equals."""
    passed = [each for each in attempts if each.is_passed and each.voided_at is None]
    return max(passed, key=lambda each: (each.score_percent, -each.number), default=None)


def _may_improve(
    enrollment: Enrollment, check: Check, best: Attempt, attempts: Sequence[Attempt]
) -> bool:
    used = sum(attempt.voided_at is None for attempt in attempts)
    return may_improve(
        enrollment.rule,
        is_completed=enrollment.completed_at is not None,
        best_percent=best.score_percent,
        left=attempts_left(check, used),
    )


def find_source_check(
    enrollment: Enrollment, lesson_key: str | UUID, activity_key: str
) -> Check | None:
    """The check in the course's own language, which decides what is right. One query."""
    course = enrollment.run.course
    found = lesson_page(course, lesson_key, language=course.source_language)
    return find_check(found.page.body, activity_key) if found else None


def next_number(attempts: Sequence[Attempt]) -> int:
    """The number of the attempt after these, voided ones among them."""
    return max((attempt.number for attempt in attempts), default=0) + 1


def _attempts_at(
    enrollment: Enrollment, lesson_key: str | UUID, activity_key: str
) -> list[Attempt]:
    attempts = Attempt.objects.filter(enrollment=enrollment)
    return list(attempts.filter(lesson_key=str(lesson_key), activity_key=activity_key))


def _same_attempt(
    attempts: Sequence[Attempt], number: int | None, answers: Answers
) -> Attempt | None:
    """What a second click on the same button did before."""
    return next(
        (
            attempt
            for attempt in attempts
            if attempt.number == number
            and attempt.voided_at is None
            and attempt.answers == _stored(answers)
        ),
        None,
    )


def _stored(answers: Answers) -> dict[str, list[str]]:
    return {key: sorted(set(chosen)) for key, chosen in sorted(answers.items()) if chosen}


def _require_taking(
    check: Check,
    attempts: Sequence[Attempt],
    answers: Answers,
    number: int | None,
    *,
    is_over: bool,
) -> None:
    """Raises AttemptRefused where these answers spend no attempt."""
    valid = [attempt for attempt in attempts if attempt.voided_at is None]
    if is_over:
        raise AlreadyPassed(_("You have passed this check. Go on with the next lesson."))
    if attempts_left(check, len(valid)) == 0:
        raise AttemptsExhausted(
            _("You have no attempts left. Ask the course team to open the check again.")
        )
    if number is not None and number != next_number(attempts):
        raise AnsweredElsewhere(
            _(
                "You have answered this check in the meantime, perhaps in another window. "
                "Look at what came of it, then check your answers again. They are still here, "
                "and no attempt was spent on them."
            ),
            check,
        )
    if not fits(check, answers):
        raise CheckChanged(
            _(
                "This check was changed while you were answering. Look through the questions "
                "once more. Your answers that still fit are kept, and no attempt was spent."
            ),
            check,
        )
    missing = unanswered(check, answers)
    if missing:
        raise Unanswered(
            _("Some questions have no answer yet. No attempt was spent."), check, missing
        )


@transaction.atomic
def reset_attempts(
    *,
    enrollment: Enrollment,
    lesson_key: str | UUID,
    activity_key: str,
    by: User,
    reason: str,
    at: datetime,
) -> int:
    """Open the check again: all attempts are voided and stay, with who and why. Returns how many.

    A result that one of them earned is voided too; a completion stays a completion. Repeating it
    changes nothing. Raises ValueError without a reason.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise ValueError(_("Say why."))
    locked = lock_enrollment(enrollment)
    valid = Attempt.objects.valid().filter(
        enrollment=locked, lesson_key=str(lesson_key), activity_key=activity_key
    )
    was_passed = valid.filter(is_passed=True).exists()
    count = valid.update(voided_at=at, voided_by=by, void_reason=reason)
    if was_passed:
        void_results(
            enrollment=locked,
            lesson_key=lesson_key,
            activity_key=activity_key,
            by=by,
            reason=reason,
            at=at,
        )
    if count:
        log(
            instance=locked,
            action="quizzes.reset_attempts",
            user=by,
            data={"lesson": str(lesson_key), "activity": activity_key, "reason": reason},
        )
    return count
