"""Progress in words: the page "why is this 60 %?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.outline import CHECK, LESSON, PART, SESSION
from courses.rules import Choice, choices_of, what_it_takes
from learning.models import ResultKind
from learning.progress import ActivityPair, Progress, Status, Step
from learning.standing import Standing

# Of an activity: its lesson and its own title in words, and its kind.
Titles = Mapping[ActivityPair, tuple[str, str, str]]

HEADINGS = {
    Status.MISSING: gettext_lazy("Still to do"),
    Status.DONE: gettext_lazy("Done"),
    Status.KEPT: gettext_lazy("Done earlier, and no longer part of the course"),
    Status.EXCUSED: gettext_lazy("Not asked of you"),
    Status.NOT_NEEDED: gettext_lazy("Added after you had completed the course"),
    Status.NOT_CHOSEN: gettext_lazy("You may choose these instead"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One activity: what it is, why it stands where it stands, when, and where to do it."""

    title: str
    what: str
    why: str
    at: datetime | None
    slug: str


@dataclass(frozen=True, slots=True)
class Group:
    status: Status
    heading: str
    lines: tuple[Line, ...]


def explain(standing: Standing) -> list[Group]:
    """Every activity that counts or counted, grouped; empty groups are left out."""
    earlier = _earlier_titles(standing)
    choices = _choices(standing)
    groups = []
    for status, heading in HEADINGS.items():
        steps = [step for step in standing.progress.steps if step.status is status]
        lines = [_line(standing, step, earlier, choices) for step in steps]
        if status is Status.MISSING:
            lines += _score_lines(standing)
        if lines:
            groups.append(Group(status, str(heading), tuple(lines)))
    return groups


def takes(standing: Standing) -> list[str]:
    """The rule by which this learner completes, in words: the one they began with."""
    outline, course_map = standing.outline, standing.course_map
    titles = {each.key: course_map.title(each.key, each.title) for each in outline.modules}
    return what_it_takes(standing.enrollment.rule, outline, titles)


def _choices(standing: Standing) -> Mapping[ActivityPair, Choice]:
    """Which activity belongs to a module of which some lessons are enough."""
    return {
        pair: choice
        for choice in choices_of(standing.enrollment.rule, standing.outline)
        for lesson in choice.lessons
        for pair in lesson
    }


def _score_lines(standing: Standing) -> list[Line]:
    """The average, where it is all that is short; it leads to the check that was passed worst."""
    score, weakest = standing.progress.score, standing.progress.improvable[:1]
    if score is None or not weakest:
        return []
    key = weakest[0][0]
    lesson = next(each for each in standing.outline.lessons() if each.key == key)
    reached = _("%(reached)d %% on average so far, and %(needed)d %% is needed") % {
        "reached": score.reached,
        "needed": score.needed,
    }
    return [
        Line(
            title=standing.course_map.title(key, lesson.title),
            what=reached,
            why=_("Answer its knowledge check again to raise your score."),
            at=None,
            slug=lesson.slug,
        )
    ]


def _earlier_titles(standing: Standing) -> Titles:
    """What is no longer in the outline was called so in the newest one that held it.

    One query, and only where something is gone.
    """
    gone = {step.pair for step in standing.progress.steps if step.activity is None}
    found: dict[ActivityPair, tuple[str, str, str]] = {}
    if not gone:
        return found
    for row in standing.enrollment.run.course.outlines.order_by("-number"):
        for lesson, activity in row.outline.activities():
            pair = (lesson.key, activity.key)
            if pair in gone:
                found.setdefault(pair, (lesson.title, activity.title, activity.kind))
        if len(found) == len(gone):
            break
    return found


def _line(
    standing: Standing, step: Step, earlier: Titles, choices: Mapping[ActivityPair, Choice]
) -> Line:
    lesson, activity = step.lesson, step.activity
    lesson_title, name, kind = earlier.get(step.pair, ("", "", CHECK if step.pair[1] else LESSON))
    if lesson is not None and activity is not None:
        lesson_title, name, kind = lesson.title, activity.title, activity.kind
    title = standing.course_map.title(step.pair[0], lesson_title)
    is_open = lesson is not None and standing.course_map.is_live(lesson.key)
    return Line(
        title=title or _("A lesson that is no longer there"),
        what=say_activity(kind, name),
        why=_why_spare(standing, choices[step.pair])
        if step.status is Status.NOT_CHOSEN
        else _why(step, standing.progress),
        at=step.fact.recorded_at if step.fact else None,
        slug=lesson.slug if lesson is not None and is_open else "",
    )


def say_activity(kind: str, name: str) -> str:
    """What it is: "Live session: Reading a street". `name` may be empty."""
    if kind == LESSON:
        return _("Reading")
    if kind == SESSION:
        return _("Live session: %(name)s") % {"name": name} if name else _("Live session")
    if kind == PART:
        return _("Course: %(name)s") % {"name": name} if name else _("Course of the programme")
    return _("Knowledge check: %(name)s") % {"name": name} if name else _("Knowledge check")


def _why_spare(standing: Standing, choice: Choice) -> str:
    module = choice.module
    text = ngettext(
        "Of “%(module)s” any one lesson is enough.",
        "Of “%(module)s” any %(count)d lessons are enough.",
        choice.needed,
    )
    title = standing.course_map.title(module.key, module.title)
    return text % {"module": title, "count": choice.needed}


def _why(step: Step, progress: Progress) -> str:
    if step.status is Status.MISSING:
        return _say_missing(step, progress)
    if step.status is Status.EXCUSED:
        if step.fact is not None:
            return _("The course team excused you.")
        return _("It is no longer offered, so it does not count.")
    if step.status is Status.NOT_NEEDED:
        return _("You may do it; your completion stands.")
    return str(ResultKind(step.fact.kind).label) if step.fact else ""


def _say_missing(step: Step, progress: Progress) -> str:
    kind = step.activity.kind if step.activity else LESSON
    if kind != LESSON:
        return {
            CHECK: _("Pass the knowledge check."),
            SESSION: _("Attend the live session."),
            PART: _("Complete this course."),
        }[kind]
    left = _left_beside(step, progress)
    if CHECK in left:
        return _("Pass its knowledge check: that completes the lesson.")
    if SESSION in left:
        return _("Attend its live session: that completes the lesson.")
    if PART in left:
        return _("Complete the course in it: that completes the lesson.")
    return _("Open the lesson and mark it as complete.")


def _left_beside(step: Step, progress: Progress) -> set[str]:
    """The kinds of what is missing in the same lesson: the last of it records the reading."""
    return {
        other.activity.kind
        for other in progress.missing
        if other.pair[0] == step.pair[0] and other.activity and other.activity.kind != LESSON
    }
