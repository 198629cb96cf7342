"""Whom a publication would affect, run by run. Asking writes nothing."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from courses.actions import Audience
from courses.models import Course, CourseRun
from courses.outline import READING, ActivityPair, Outline
from courses.reading import kept_outline
from learning.course_map import available_pairs
from learning.effects import EVER, Change, Effect, Lens, effect, focus
from learning.models import ActivityResult, Enrollment
from learning.models.enrollment import EnrollmentQuerySet
from learning.progress import Fact, progress
from learning.standing import facts_of_many

# Of one run: by the rule as text, the rule and the enrollments that hold it.
_People = dict[str, tuple[Mapping[str, Any], list[int]]]
# Of a deed: lesson, activity, kind, whether it was required, module.
_Row = tuple[Any, ...]
logger = logging.getLogger(__name__)

SOMETIME = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Side:
    """What a run follows: an outline, and what of it can be done."""

    outline: Outline
    available: frozenset[ActivityPair] | None


@dataclass(frozen=True, slots=True)
class RunEffect:
    """`total`: people in the run who have not completed. `effects`: by enrollment, without those
    for whom nothing changes. `completing`: who has nothing missing any more. `kinds`: what each
    activity is of which one of the effects tells. `sides`: what the run follows now and would
    follow then.
    """

    run: CourseRun
    total: int
    effects: Mapping[int, Effect]
    completing: frozenset[int]
    kinds: Mapping[ActivityPair, str] = field(default_factory=dict)
    sides: tuple[Side, Side] | None = None


def read_effects(
    course: Course, after: Outline | None, audiences: Iterable[Audience], *, at: datetime
) -> dict[Audience, list[RunEffect]]:
    """What publishing this outline to each audience would change, for each run with people in it.

    Each run is compared with the outline that it follows now. Two queries; one more for each kind
    of rule and outline whose facts are needed, and for who might complete by it.
    """
    people = _people(course)
    runs = [
        run
        for run in course.runs.select_related("course").order_by("starts_at", "pk")
        if run.pk in people
    ]
    return {
        audience: [_effect_in(course, run, people[run.pk], after, audience, at) for run in runs]
        for audience in audiences
    }


def read_drop(run: CourseRun, pairs: Iterable[ActivityPair]) -> RunEffect:
    """What it would change that a run asks for these activities no more.

    Five queries at most; two more before anybody completes by it.
    """
    people = _people(run.course).get(run.pk, {})
    total = sum(len(each) for _rule, each in people.values())
    now = _side_of(run.course, run)
    if now is None:
        return RunEffect(run, total, {}, frozenset())
    then = Side(now.outline, (now.available or frozenset()) - frozenset(pairs))
    effects = _effects_in(run, people, now, then)
    return RunEffect(
        run, total, effects, _completing(effects, then), now.outline.kinds(), (now, then)
    )


def _effect_in(
    course: Course,
    run: CourseRun,
    people: _People,
    after: Outline | None,
    audience: Audience,
    at: datetime,
) -> RunEffect:
    change = _sides(course, run, after, audience, at)
    effects = _effects_in(run, people, *change) if change else {}
    completing = _completing(effects, change[1]) if change else frozenset()
    total = sum(len(each) for _rule, each in people.values())
    kinds = change[0].outline.kinds() | change[1].outline.kinds() if change else {}
    return RunEffect(run, total, effects, completing, kinds, change)


def read_percents(
    found: Iterable[RunEffect], enrollments: Sequence[Enrollment]
) -> dict[int, tuple[int, int]]:
    """Percent now and then of each of these people, by enrollment. One query.

    By the function of which the cache in the row is a copy: the two differ by this change alone.
    """
    sides = {each.run.pk: each.sides for each in found}
    facts = facts_of_many(enrollments)
    percents: dict[int, tuple[int, int]] = {}
    for each in enrollments:
        both = sides.get(each.run_id)
        if both is not None:
            now, then = (_percent(side, facts.get(each.pk, []), each.rule) for side in both)
            percents[each.pk] = (now, then)
    return percents


def _percent(side: Side, facts: Iterable[Fact], rule: Mapping[str, Any]) -> int:
    return progress(side.outline, facts, rule, at=EVER, available=side.available).percent


def _completing(effects: Mapping[int, Effect], then: Side) -> frozenset[int]:
    """Of those who have less to do, and nothing more, whoever is done with it. Two queries.

    Who is nearest is looked at first; of more than 500 the others are not.
    """
    ids = [pk for pk, each in effects.items() if not each.more and (each.fewer or each.counted)]
    if not ids:
        return frozenset()
    nearest = list(Enrollment.objects.filter(pk__in=ids).order_by("-percent")[:500])
    facts = facts_of_many(nearest)
    return frozenset(
        each.pk
        for each in nearest
        if progress(
            then.outline, facts.get(each.pk, []), each.rule, at=EVER, available=then.available
        ).is_complete
    )


def _on_the_way() -> EnrollmentQuerySet:
    return Enrollment.objects.active().filter(completed_at=None)


def _people(course: Course) -> dict[int, _People]:
    """The rule is read as text: there are few of them, and to read one costs more than its row."""
    found: dict[int, _People] = defaultdict(dict)
    rows = _on_the_way().filter(run__course=course).order_by("pk")
    columns = ("pk", "run", Cast("rule", TextField()))
    for pk, run, text in rows.values_list(*columns):
        here = found[run]
        if text not in here:
            here[text] = (json.loads(text), [])
        here[text][1].append(pk)
    return found


def _sides(
    course: Course, run: CourseRun, after: Outline | None, audience: Audience, at: datetime
) -> tuple[Side, Side] | None:
    """What the run follows now and then; None before there is anything to follow."""
    before = _side_of(course, run)
    if before is None or after is None:
        return None
    if _keeps(run, audience, at):
        gone = _activities_gone(before.outline, after)
        return before, Side(before.outline, (before.available or frozenset()) - gone)
    there = frozenset(after.kinds()) - run.dropped_pairs if run.dropped else None
    return before, Side(after, there)


def _side_of(course: Course, run: CourseRun) -> Side | None:
    """What the run follows now."""
    followed = run.pinned_outline_id or course.newest_outline_id
    if followed is None:
        return None
    available = available_pairs(course, followed, is_pinned=run.pinned_outline_id is not None)
    return Side(kept_outline(course.pages_stamp, followed), available - run.dropped_pairs)


def _keeps(run: CourseRun, audience: Audience, at: datetime) -> bool:
    """Whether the run follows the same outline afterwards: as `publish_course` pins and frees."""
    is_unfinished = run.archived_at is None and (run.ends_at is None or run.ends_at > at)
    if run.pinned_outline_id is not None:
        return audience == Audience.NEXT_RUN or not is_unfinished
    has_begun = run.has_started(at=at) or run.is_open_for_enrollment(at=at)
    return audience == Audience.NEXT_RUN and is_unfinished and has_begun


def _activities_gone(before: Outline, after: Outline) -> set[ActivityPair]:
    """What is done beside reading, and the pages will not hold any more: who keeps an outline is
    excused from it.
    """
    there = {(lesson.key, activity.key) for lesson, activity in after.activities()}
    lessons = {lesson.key for lesson in after.lessons()}
    return {
        (lesson.key, activity.key)
        for lesson, activity in before.activities()
        if activity.key != READING
        and lesson.key in lessons
        and (lesson.key, activity.key) not in there
    }


def _effects_in(run: CourseRun, people: _People, before: Side, after: Side) -> dict[int, Effect]:
    found: dict[int, Effect] = {}
    for rule, enrollments in people.values():
        change = Change(before.outline, after.outline, rule, before.available, after.available)
        try:
            lens = focus(change)
        except ValueError:  # of a rule that no version of this house wrote
            logger.exception("Enrollments %s hold a rule of an unknown kind", enrollments[:10])
            continue
        if lens.lessons:
            found.update(_look(run, lens, enrollments))
    return found


def _look(run: CourseRun, lens: Lens, enrollments: list[int]) -> dict[int, Effect]:
    """People with the same facts have the same effect: it is computed once."""
    facts = _facts(run, lens)
    known: dict[tuple[_Row, ...], Effect] = {}
    found: dict[int, Effect] = {}
    for pk in enrollments:
        theirs = tuple(facts.get(pk, ()))
        if theirs not in known:
            known[theirs] = effect(lens, [_fact(*row) for row in theirs])
        if known[theirs]:
            found[pk] = known[theirs]
    return found


def _facts(run: CourseRun, lens: Lens) -> dict[int, list[_Row]]:
    """What people of this run did in the part that is looked at. A query.

    In the order of their deeds, and without the time, so that the same deeds are the same rows.
    """
    where = Q(lesson_key__in=lens.lessons)
    if lens.modules:
        where |= Q(detail__module__in=list(lens.modules))
    valid = ActivityResult.objects.valid().filter(
        where, enrollment__in=_on_the_way().filter(run=run).values("pk")
    )
    columns = ("lesson_key", "activity_key", "kind", "was_required", "detail__module")
    rows = valid.order_by("recorded_at", "pk").values_list("enrollment", *columns)
    found: dict[int, list[_Row]] = {}
    for pk, *row in rows:
        found.setdefault(pk, []).append(tuple(row))
    return found


def _fact(lesson: UUID, activity: str, kind: str, was_required: bool, module: str | None) -> Fact:
    return Fact(str(lesson), activity, kind, SOMETIME, was_required, None, module or "")
