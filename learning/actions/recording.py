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
from courses.outline import READING, Outline
from courses.rules import asked_by, choices_of
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.progress import Progress
from learning.standing import Standing, outline_of, read_standing

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

    Repeating it, also at the same moment, changes nothing. Passing the last required check of a
    lesson records its reading too. `by`: who recorded it where it was not the learner; for them
    every lesson is open. Raises NotEnrolled, LessonGone or LessonNotOpen.
    """
    lesson_key = str(lesson_key)
    opened_at = at if by is None else None
    locked = lock_to_record(enrollment=enrollment, lesson_key=lesson_key, at=opened_at)
    outline = outline_of(locked)

    _insert(locked, outline, lesson_key, activity_key, kind, at, by, detail)
    standing = read_standing(locked)
    if kind == ResultKind.CHECK and _is_last_check(standing, lesson_key):
        _insert(locked, outline, lesson_key, READING, ResultKind.LESSON, at, by, None)
        standing = read_standing(locked)
    store_progress(standing, at=at, by=by, lesson_key=lesson_key if by is None else "")
    if by is not None:
        log(
            instance=locked,
            action="learning.record_progress",
            user=by,
            data={"lesson": lesson_key, "activity": activity_key, "kind": kind, **(detail or {})},
        )
    return standing.progress


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
    outline: Outline,
    lesson_key: str,
    activity_key: str,
    kind: ResultKind,
    at: datetime,
    by: User | None,
    detail: Mapping[str, Any] | None,
) -> None:
    """INSERT … ON CONFLICT DO NOTHING: the first fact stays as it is."""
    pair = (lesson_key, activity_key)
    values = {**(detail or {}), **_module_of(enrollment, outline, lesson_key)}
    result = ActivityResult(
        enrollment=enrollment,
        lesson_key=lesson_key,
        activity_key=activity_key,
        kind=kind,
        recorded_at=at,
        recorded_by=by,
        was_required=pair in asked_by(enrollment.rule, outline),
        detail=values,
    )
    ActivityResult.objects.bulk_create([result], ignore_conflicts=True)


def _module_of(enrollment: Enrollment, outline: Outline, lesson_key: str) -> dict[str, str]:
    """Of a lesson to choose: its module, so that it counts there wherever it goes later."""
    for choice in choices_of(enrollment.rule, outline):
        if any(lesson.key == lesson_key for lesson in choice.module.lessons):
            return {"module": choice.module.key}
    return {}


def _is_last_check(standing: Standing, lesson_key: str) -> bool:
    """Whether of this lesson nothing but its reading is open, and it has a required check.

    Whatever the rule asks for: a lesson whose checks are passed has been read.
    """
    excused = {step.pair for step in standing.progress.excused}
    required = {
        (lesson_key, activity.key)
        for lesson, activity in standing.outline.activities()
        if lesson.key == lesson_key and activity.is_required
    }
    has_check = len(required) > 1
    return has_check and required - excused - standing.done_pairs == {(lesson_key, READING)}


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
