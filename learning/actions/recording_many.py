"""One fact of many learners, handed down at once: who attended a session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from core.doorbell import wake
from core.log import log_many
from courses.outline import READING, ActivityPair
from learning.effects import part_of
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.progress import EXCUSED, Fact, progress
from learning.standing import EVER, available_to, fact_of, outline_of

from .completing import forget_percent
from .recording import is_last_deed, result_of

if TYPE_CHECKING:
    from users.models import User

AT_ONCE = 500
Row = tuple[Enrollment, Mapping[str, Any]]


def record_for_many(
    *,
    lesson_key: str | UUID,
    activity_key: str,
    kind: ResultKind,
    rows: Sequence[Row],
    at: datetime,
    by: User | None = None,
) -> int:
    """Keep this fact once of each of these enrollments, with its detail. Returns how many are new.

    As `record_progress` does, the last deed of a lesson records its reading too. Every lesson is
    open to it. Percentages and completions follow in the background. Whoever has withdrawn, or
    follows an outline without this lesson, is passed over. Repeating it changes nothing; so does a
    kill in its middle, after which the rest is recorded by repeating it. Whoever did it has
    started. Seven queries for each 500.
    """
    pair = (str(lesson_key), activity_key)
    ordered = sorted(rows, key=lambda row: row[0].pk)
    count = 0
    for start in range(0, len(ordered), AT_ONCE):
        details = {row[0].pk: row[1] for row in ordered[start : start + AT_ONCE]}
        count += _record(pair, kind, details, at, by)
    if count:
        wake("learning.refresh_percentages")
    return count


@transaction.atomic
def _record(
    pair: ActivityPair,
    kind: ResultKind,
    details: Mapping[int, Mapping[str, Any]],
    at: datetime,
    by: User | None,
) -> int:
    people = _lock(details)
    facts = _facts_in(pair[0], people)
    made: list[ActivityResult] = []
    for enrollment in people:
        made += _results(enrollment, facts[enrollment.pk], pair, kind, details, at, by)
    ActivityResult.objects.bulk_create(made, ignore_conflicts=True)
    new = {result.enrollment_id: result.enrollment for result in made}
    theirs = Enrollment.objects.filter(pk__in=new)
    forget_percent(theirs, at=at)
    # Who attended is not reminded that they have not begun, nor counted so.
    theirs.filter(Q(last_active_at=None) | Q(last_active_at__lt=at)).update(last_active_at=at)
    if by is not None:
        log_many(new.values(), "learning.record_progress", user=by)
    return len(new)


def _lock(details: Mapping[int, Any]) -> list[Enrollment]:
    """In the order in which everybody locks them."""
    seated = Enrollment.objects.filter(pk__in=details, withdrawn_at=None)
    return list(seated.with_outline().select_for_update(of=("self",), no_key=True).order_by("pk"))


def _is_last(enrollment: Enrollment, facts: list[Fact], lesson_key: str) -> bool:
    """As of a learner who learns: of the outline only this lesson is looked at."""
    outline = part_of(outline_of(enrollment), {lesson_key})
    found = progress(outline, facts, enrollment.rule, at=EVER, available=available_to(enrollment))
    done = found.done_pairs | {fact.pair for fact in facts if fact.kind != EXCUSED}
    return is_last_deed(lesson_key, outline, found, done)


def _facts_in(lesson_key: str, people: Sequence[Enrollment]) -> dict[int, list[Fact]]:
    """What each of them did in this lesson, or in one that it took over; excuses too."""
    keys = {lesson_key}
    for outline in {id(each): each for each in map(outline_of, people)}.values():
        keys.update(*(lesson.follows for lesson in outline.lessons() if lesson.key == lesson_key))
    found: dict[int, list[Fact]] = defaultdict(list)
    results = ActivityResult.objects.valid().filter(enrollment__in=people, lesson_key__in=keys)
    for result in results.order_by():
        found[result.enrollment_id].append(fact_of(result))
    return found


def _results(
    enrollment: Enrollment,
    facts: list[Fact],
    pair: ActivityPair,
    kind: ResultKind,
    details: Mapping[int, Mapping[str, Any]],
    at: datetime,
    by: User | None,
) -> Iterator[ActivityResult]:
    """The rows that this person lacks: the fact, and the reading of the lesson after it."""
    lessons = {lesson.key for lesson in outline_of(enrollment).lessons()}
    known = {(fact.pair, fact.kind) for fact in facts}
    if pair[0] not in lessons or (pair, kind) in known:
        return
    result = result_of(enrollment, pair, kind, at=at, by=by, detail=details[enrollment.pk])
    yield result
    if _is_last(enrollment, [*facts, fact_of(result)], pair[0]):
        reading = (pair[0], READING)
        yield result_of(enrollment, reading, ResultKind.LESSON, at=at, by=by, detail=None)
