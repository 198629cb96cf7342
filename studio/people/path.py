"""One learner's way through the course: what is done and why, and what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.outline import CHECK, LESSON, READING, Activity, Lesson
from learning.actions.undoing import BY_STAFF
from learning.explaining import explain, say_activity
from learning.kinds import KIND_OF
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.progress import ActivityPair, Status, Step
from learning.standing import Standing

# What staff reads, and the tone of it. The learner's own words stand in `learning.explaining`.
STATES: Final = {
    Status.MISSING: (gettext_lazy("Still to do"), ""),
    Status.DONE: (gettext_lazy("Done"), "good"),
    Status.KEPT: (gettext_lazy("Done, and no longer part of the course"), "good"),
    Status.EXCUSED: (gettext_lazy("Not asked for"), "warn"),
    Status.NOT_NEEDED: (gettext_lazy("Added after they had completed"), ""),
    Status.NOT_CHOSEN: (gettext_lazy("To choose; others are enough"), ""),
}
Facts = Mapping[ActivityPair, ActivityResult]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """`why`: the kind of fact, or why it is not asked for. `by` and `reason`: of staff's deeds."""

    what: str
    state: str
    tone: str
    why: str
    at: datetime | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class LessonLines:
    """`module` is said where another begins than that of the lesson before."""

    key: str
    title: str
    module: str
    activities: tuple[ActivityLine, ...]
    has_missing: bool
    can_be_taken_back: bool


def read_path(standing: Standing) -> tuple[LessonLines, ...]:
    """Every lesson that counts, counted, or was done. One query, and those of `explain`."""
    return tuple(_lessons(standing, _facts(standing.enrollment)))


def _facts(enrollment: Enrollment) -> Facts:
    """By activity the fact that `progress()` goes by: the first deed, which wins over an excuse."""
    results = ActivityResult.objects.valid().filter(enrollment=enrollment)
    found: dict[ActivityPair, ActivityResult] = {}
    for result in sorted(
        results.select_related("recorded_by"),
        key=lambda each: (each.kind == ResultKind.EXCUSED, each.recorded_at),
    ):
        found.setdefault((str(result.lesson_key), result.activity_key), result)
    return found


def _lessons(standing: Standing, facts: Facts) -> Iterator[LessonLines]:
    steps: dict[str, list[Step]] = {}
    for step in standing.progress.steps:
        steps.setdefault(step.pair[0], []).append(step)
    course_map = standing.course_map
    for module in standing.outline.modules:
        heading = course_map.title(module.key, module.title)
        for lesson in module.lessons:
            optional = _optional(lesson, {step.pair for step in steps.get(lesson.key, [])}, facts)
            lines = [*(_line(step, facts) for step in steps.pop(lesson.key, [])), *optional]
            title = course_map.title(lesson.key, lesson.title)
            yield _lesson(lesson.key, title, heading, lines, standing, facts)
            heading = ""
    heading = _("No longer part of the course")
    titles = _titles_of_gone(standing)
    for key, gone in steps.items():
        lines = [_line(step, facts) for step in gone]
        yield _lesson(key, titles.get(key, ""), heading, lines, standing, facts)
        heading = ""


def _lesson(
    key: str,
    title: str,
    module: str,
    lines: list[ActivityLine],
    standing: Standing,
    facts: Facts,
) -> LessonLines:
    return LessonLines(
        key=key,
        title=title or _("A lesson that is no longer there"),
        module=module,
        activities=tuple(lines),
        has_missing=any(step.pair[0] == key for step in standing.progress.missing),
        can_be_taken_back=any(
            pair[0] == key and fact.kind in BY_STAFF for pair, fact in facts.items()
        ),
    )


def _optional(lesson: Lesson, seen: set[ActivityPair], facts: Facts) -> list[ActivityLine]:
    """What of this lesson never counts."""
    return [
        _told(
            _what(activity),
            _("Done, optional") if (lesson.key, activity.key) in facts else _("Optional"),
            "",
            facts.get((lesson.key, activity.key)),
        )
        for activity in lesson.activities
        if (lesson.key, activity.key) not in seen
    ]


def _line(step: Step, facts: Facts) -> ActivityLine:
    label, tone = STATES[step.status]
    fact = facts.get(step.pair)
    if step.status is Status.EXCUSED and fact is None:
        why = _("It is no longer offered.")
        return ActivityLine(_what(step.activity, step), str(label), tone, why, None, "", "")
    return _told(_what(step.activity, step), str(label), tone, fact)


def _told(what: str, state: str, tone: str, fact: ActivityResult | None) -> ActivityLine:
    if fact is None:
        return ActivityLine(what, state, tone, "", None, "", "")
    return ActivityLine(
        what=what,
        state=state,
        tone=tone,
        why=str(ResultKind(fact.kind).label),
        at=fact.recorded_at,
        by=fact.recorded_by.get_full_name() if fact.recorded_by else "",
        reason=str(fact.detail.get("reason", "")),
    )


def _what(activity: Activity | None, step: Step | None = None) -> str:
    """`step`: tells what it was where it is gone, by the fact that is left of it."""
    if activity is not None:
        return say_activity(activity.kind, activity.title)
    was = step.fact.kind if step and step.fact else ""
    kinds = {result: kind for kind, result in KIND_OF.items()}
    gone = CHECK if step and step.pair[1] != READING else LESSON
    return say_activity(kinds.get(ResultKind(was), gone) if was else gone, "")


def _titles_of_gone(standing: Standing) -> dict[str, str]:
    """What lessons were called that the outline does not hold any more."""
    titles: dict[str, str] = {}
    for group in explain(standing):
        steps = [step for step in standing.progress.steps if step.status is group.status]
        for step, line in zip(steps, group.lines, strict=True):
            if step.lesson is None:
                titles[step.pair[0]] = line.title
    return titles
