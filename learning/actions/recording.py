"""Record one fact that a learner produced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import Release
from courses.outline import READING, ActivityPair, Outline
from courses.rules import asked_by, choices_of
from learning.kinds import DEEDS
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.progress import Fact, Progress
from learning.signals import result_recorded
from learning.standing import fact_of, facts_of, outline_of, read_standing, stand

from .completing import lock_enrollment, store_progress

if TYPE_CHECKING:
    from users.models import User

# A visit is written at most this often while the learner stays in one lesson.
VISIT_EVERY = timedelta(minutes=10)


class RecordingRefused(Exception):
    """The text tells the person what to do."""


class NotEnrolled(RecordingRefused):
    """The learner has withdrawn."""


class LessonNotOpen(RecordingRefused):
    """Its module opens later, or after another is done."""


class LessonGone(RecordingRefused):
    """The outline that the enrollment follows does not hold this lesson."""


@transaction.atomic
def record_progress(
    *,
    enrollment: Enrollment,
    lesson_key: str | UUID,
    activity_key: str,
    kind: ResultKind,
    at: datetime,
    by: User | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Progress:
    """Keep this fact once, bring the percent up to date, and complete where that was the last.

    Repeating it, also at the same moment, changes nothing. The last that is required in a lesson,
    a check passed or a session attended, records its reading too. `by`: who recorded it where it
    was not the learner; for them every lesson is open. Raises NotEnrolled, LessonGone or
    LessonNotOpen.
    """
    lesson_key = str(lesson_key)
    opened_at = at if by is None else None
    locked = lock_to_record(enrollment=enrollment, lesson_key=lesson_key, at=opened_at)
    facts = facts_of(locked)

    new = [_insert(locked, facts, lesson_key, activity_key, kind, at, by, detail)]
    standing = stand(locked, facts)
    if kind in DEEDS and is_last_deed(
        lesson_key, standing.outline, standing.progress, standing.done_pairs
    ):
        new.append(_insert(locked, facts, lesson_key, READING, ResultKind.LESSON, at, by, None))
        standing = stand(locked, facts)
    store_progress(standing, at=at, by=by, lesson_key=lesson_key if by is None else "")
    if by is not None:
        log(
            instance=locked,
            action="learning.record_progress",
            user=by,
            data={"lesson": lesson_key, "activity": activity_key, "kind": kind, **(detail or {})},
        )
    for result in filter(None, new):
        _announce(locked, result)
    return standing.progress


def _announce(enrollment: Enrollment, result: ActivityResult) -> None:
    result_recorded.send(
        sender=Enrollment,
        enrollment=enrollment,
        lesson_key=str(result.lesson_key),
        activity_key=result.activity_key,
        kind=ResultKind(result.kind),
        at=result.recorded_at,
    )


@transaction.atomic
def raise_score(
    *,
    enrollment: Enrollment,
    lesson_key: str | UUID,
    activity_key: str,
    kind: ResultKind,
    at: datetime,
    detail: Mapping[str, Any],
) -> Progress:
    """In place of this fact one with a better score. The row before stays, and counts no more.

    Raises what `record_progress` raises.
    """
    locked = lock_to_record(enrollment=enrollment, lesson_key=lesson_key, at=at)
    before = ActivityResult.objects.valid().filter(
        enrollment=locked, lesson_key=str(lesson_key), activity_key=activity_key, kind=kind
    )
    before.update(voided_at=at, void_reason="A better result")
    return record_progress(
        enrollment=locked,
        lesson_key=lesson_key,
        activity_key=activity_key,
        kind=kind,
        at=at,
        detail=detail,
    )


def lock_to_record(
    *, enrollment: Enrollment, lesson_key: str | UUID, at: datetime | None
) -> Enrollment:
    """The row, locked until the transaction ends, if its learner may do something in this lesson.

    `at`: when; None for staff, to whom every lesson is open. Raises NotEnrolled, LessonGone or
    LessonNotOpen.
    """
    locked = lock_enrollment(enrollment)
    if locked.withdrawn_at is not None:
        raise NotEnrolled(_("You have withdrawn from this course. Enroll again to go on."))
    if all(lesson.key != str(lesson_key) for lesson in outline_of(locked).lessons()):
        raise LessonGone(_("This lesson is no longer part of your course. What you did counts."))
    if at is None or locked.run.release == Release.ALL:
        return locked
    if not read_standing(locked).is_released(str(lesson_key), at=at):
        raise LessonNotOpen(_("This lesson is not open yet. Its page says when it opens."))
    return locked


def _insert(
    enrollment: Enrollment,
    facts: list[Fact],
    lesson_key: str,
    activity_key: str,
    kind: ResultKind,
    at: datetime,
    by: User | None,
    detail: Mapping[str, Any] | None,
) -> ActivityResult | None:
    """Add it to the table and to these facts of the locked enrollment; None where it is there.

    The lock tells who was first; INSERT … ON CONFLICT DO NOTHING holds without it too.
    """
    pair = (lesson_key, activity_key)
    if any(fact.pair == pair and fact.kind == kind for fact in facts):
        return None
    result = result_of(enrollment, pair, kind, at=at, by=by, detail=detail)
    ActivityResult.objects.bulk_create([result], ignore_conflicts=True)
    facts.append(fact_of(result))
    return result


def result_of(
    enrollment: Enrollment,
    pair: ActivityPair,
    kind: ResultKind,
    *,
    at: datetime,
    by: User | None,
    detail: Mapping[str, Any] | None,
) -> ActivityResult:
    """The row, not saved, with what the rule of an enrollment read `with_outline()` says of it."""
    lesson_key, activity_key = pair
    outline = outline_of(enrollment)
    return ActivityResult(
        enrollment=enrollment,
        lesson_key=lesson_key,
        activity_key=activity_key,
        kind=kind,
        recorded_at=at,
        recorded_by=by,
        was_required=pair in asked_by(enrollment.rule, outline),
        detail={**(detail or {}), **_module_of(enrollment, outline, lesson_key)},
    )


def _module_of(enrollment: Enrollment, outline: Outline, lesson_key: str) -> dict[str, str]:
    """Of a lesson to choose: its module, so that it counts there wherever it goes later."""
    for choice in choices_of(enrollment.rule, outline):
        if any(lesson.key == lesson_key for lesson in choice.module.lessons):
            return {"module": choice.module.key}
    return {}


def is_last_deed(
    lesson_key: str, outline: Outline, progress: Progress, done_pairs: frozenset[ActivityPair]
) -> bool:
    """Whether of this lesson nothing but its reading is open, and something else is required.

    Whatever the rule asks for: a lesson whose checks are passed has been read.
    """
    excused = {step.pair for step in progress.excused}
    required = {
        (lesson_key, activity.key)
        for lesson, activity in outline.activities()
        if lesson.key == lesson_key and activity.is_required
    }
    has_deed = len(required) > 1
    return has_deed and required - excused - done_pairs == {(lesson_key, READING)}


def note_visit(*, enrollment: Enrollment, lesson_key: str, at: datetime) -> bool:
    """Remember where the learner is, for "resume". One UPDATE, and none while they stay."""
    is_elsewhere = str(enrollment.last_lesson_key or "") != lesson_key
    last = enrollment.last_active_at
    if not is_elsewhere and last is not None and at - last < VISIT_EVERY:
        return False
    return bool(
        Enrollment.objects.filter(Q(pk=enrollment.pk), withdrawn_at=None).update(
            last_lesson_key=lesson_key, last_active_at=at
        )
    )
