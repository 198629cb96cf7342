"""What completing a course takes: rules as values, what they ask for, and how they are said.

`{"kind": "ALL_REQUIRED"}` asks for every required lesson and check; `{"kind": "ACTIVITIES",
"activities": [[lesson, activity], …]}` for those named; `{"kind": "MIX", "lessons": bool,
"checks": bool, "sessions": bool, "score": percent or null, "choose": {module key: N}}` for what
the author ticked. The courses of a programme count where lessons count; a rule that is older than
live sessions counts them there too.
A score is the average of the best results in the checks, and asks for all of them; from a module
that stands under "choose" any N lessons will do, each with its checks. Pure: no query, no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.outline import (
    CHECK,
    LESSON,
    PART,
    SESSION,
    ActivityPair,
    Lesson,
    Module,
    Outline,
)

Rule = Mapping[str, Any]

ALL_REQUIRED: Final = "ALL_REQUIRED"
ACTIVITIES: Final = "ACTIVITIES"
MIX: Final = "MIX"
ALL_KINDS: Final = frozenset({LESSON, CHECK, SESSION, PART})


@dataclass(frozen=True, slots=True)
class Choice:
    """A module of which any `needed` lessons will do. `lessons`: of each what it asks for."""

    module: Module
    needed: int
    lessons: tuple[frozenset[ActivityPair], ...]


def make_rule(
    *,
    lessons: bool,
    checks: bool,
    score: int | None,
    choose: Mapping[str, int],
    sessions: bool = True,
) -> dict[str, Any]:
    """The rule as it is stored. `choose`: how many lessons of a module, by the module's key."""
    if lessons and checks and sessions and score is None and not choose:
        return {"kind": ALL_REQUIRED}
    return {
        "kind": MIX,
        "lessons": lessons,
        "checks": checks,
        "sessions": sessions,
        "score": score,
        "choose": dict(choose),
    }


def score_of(rule: Rule) -> int | None:
    """The average in percent that must be reached, or None."""
    score: int | None = rule.get("score")
    return score


def asked_by(rule: Rule, outline: Outline) -> frozenset[ActivityPair]:
    """The activities of this outline that count: of a module to choose from, those of all lessons.

    Raises ValueError for a rule of an unknown kind.
    """
    kind = rule.get("kind")
    if kind == ACTIVITIES:
        named = {(lesson, activity) for lesson, activity in rule["activities"]}
        return frozenset(
            pair
            for lesson, activity in outline.activities()
            if (pair := (lesson.key, activity.key)) in named
        )
    if kind not in {ALL_REQUIRED, MIX}:
        raise ValueError(f"Unknown completion rule: {kind!r}")
    return frozenset(
        pair
        for module in outline.modules
        for lesson in module.lessons
        for pair in _asked_in(rule, module, lesson)
    )


def choices_of(rule: Rule, outline: Outline) -> tuple[Choice, ...]:
    """The modules of which some lessons are enough. A module that is gone asks for nothing."""
    choose = rule.get("choose") or {}
    return tuple(
        Choice(module, choose[module.key], tuple(_lessons_in(rule, module)))
        for module in outline.modules
        if module.key in choose
    )


def _lessons_in(rule: Rule, module: Module) -> Iterator[frozenset[ActivityPair]]:
    for lesson in module.lessons:
        if asked := frozenset(_asked_in(rule, module, lesson)):
            yield asked


def _asked_in(rule: Rule, module: Module, lesson: Lesson) -> Iterator[ActivityPair]:
    if not lesson.is_required:
        return
    is_whole = rule["kind"] == ALL_REQUIRED or module.key in (rule.get("choose") or {})
    kinds = ALL_KINDS if is_whole else _kinds_asked(rule)
    for activity in lesson.activities:
        if activity.is_required and activity.kind in kinds:
            yield (lesson.key, activity.key)


def _kinds_asked(rule: Rule) -> frozenset[str]:
    """What counts in a module of which all that is ticked is needed."""
    counts = {
        LESSON: rule["lessons"],
        PART: rule["lessons"],
        CHECK: rule["checks"] or rule["score"] is not None,
        SESSION: rule.get("sessions", rule["lessons"]),
    }
    return frozenset(kind for kind, is_asked in counts.items() if is_asked)


# --- In words -------------------------------------------------------------------------------


def what_it_takes(rule: Rule, outline: Outline, titles: Mapping[str, str]) -> list[str]:
    """What somebody has to do to complete, one sentence for each part of the rule.

    `titles`: of modules by key in the reader's language; else the outline's own stand.
    """
    asked = asked_by(rule, outline)
    choices = choices_of(rule, outline)
    chosen = frozenset(pair for choice in choices for each in choice.lessons for pair in each)
    kinds = outline.kinds()
    counts = Counter(kinds[pair] for pair in asked - chosen)
    found = [
        *(_say_choice(choice, titles) for choice in choices if choice.lessons),
        *(
            text
            for kind, say in SAYINGS.items()
            for text in say(counts[kind], besides=bool(chosen))
        ),
    ]
    score = score_of(rule)
    if score is not None:
        found.append(_say_score(score))
    return found or [_("Nothing is asked of you yet.")]


def _say_lessons(count: int, *, besides: bool) -> list[str]:
    """`besides`: some modules are to choose from, and these are the lessons of the others."""
    if not count:
        return []
    if besides:
        text = ngettext(
            "Complete the required lesson of the other modules.",
            "Complete all %(count)d required lessons of the other modules.",
            count,
        )
    else:
        text = ngettext(
            "Complete the required lesson.", "Complete all %(count)d required lessons.", count
        )
    return [text % {"count": count}]


def _say_checks(count: int, *, besides: bool) -> list[str]:
    if not count:
        return []
    if besides:
        text = ngettext(
            "Pass the knowledge check of the other modules.",
            "Pass all %(count)d knowledge checks of the other modules.",
            count,
        )
    else:
        text = ngettext("Pass the knowledge check.", "Pass all %(count)d knowledge checks.", count)
    return [text % {"count": count}]


def _say_sessions(count: int, *, besides: bool) -> list[str]:
    if not count:
        return []
    if besides:
        text = ngettext(
            "Attend the live session of the other modules.",
            "Attend all %(count)d live sessions of the other modules.",
            count,
        )
    else:
        text = ngettext("Attend the live session.", "Attend all %(count)d live sessions.", count)
    return [text % {"count": count}]


def _say_parts(count: int, *, besides: bool) -> list[str]:
    if not count:
        return []
    if besides:
        text = ngettext(
            "Complete the course that is part of the other modules.",
            "Complete all %(count)d courses that are part of the other modules.",
            count,
        )
    else:
        text = ngettext(
            "Complete the course of this programme.",
            "Complete all %(count)d courses of this programme.",
            count,
        )
    return [text % {"count": count}]


# In the order in which they are said.
SAYINGS: Final[Mapping[str, Callable[..., list[str]]]] = {
    LESSON: _say_lessons,
    PART: _say_parts,
    SESSION: _say_sessions,
    CHECK: _say_checks,
}


def _say_score(score: int) -> str:
    return _(
        "Reach %(score)d %% on average in the knowledge checks. Your best result in each counts, "
        "and you may try again to raise it."
    ) % {"score": score}


def _say_choice(choice: Choice, titles: Mapping[str, str]) -> str:
    count, title = len(choice.lessons), titles.get(choice.module.key, choice.module.title)
    if choice.needed >= count:
        text = ngettext(
            "Complete the lesson of “%(module)s”.",
            "Complete all %(count)d lessons of “%(module)s”.",
            count,
        )
        return text % {"count": count, "module": title}
    text = ngettext(
        "Complete any one of the %(all)d lessons of “%(module)s”.",
        "Complete any %(count)d of the %(all)d lessons of “%(module)s”.",
        choice.needed,
    )
    return text % {"count": choice.needed, "all": count, "module": title}


# --- Whether it can be met ------------------------------------------------------------------


def can_be_met(rule: Rule, outline: Outline) -> bool:
    """Whether somebody who does everything in this outline completes by this rule."""
    return not obstacles(rule, outline)


def obstacles(rule: Rule, outline: Outline, titles: Mapping[str, str] | None = None) -> list[str]:
    """Why nobody could complete by this rule, and what its author should mend. Empty: they can."""
    asked, kinds = asked_by(rule, outline), outline.kinds()
    found = [
        _(
            "“%(module)s” asks for %(needed)d lessons to choose, and has %(count)d that are "
            "required. Ask for fewer, or make more of its lessons required."
        )
        % {
            "module": (titles or {}).get(choice.module.key, choice.module.title),
            "needed": choice.needed,
            "count": len(choice.lessons),
        }
        for choice in choices_of(rule, outline)
        if choice.needed > len(choice.lessons)
    ]
    if score_of(rule) is not None and all(kinds[pair] != CHECK for pair in asked):
        found.append(
            _(
                "A score is asked for, and there is no required knowledge check to reach it in. "
                "Add one, or ask for no score."
            )
        )
    elif not asked:
        found.append(
            _(
                "Nothing that counts is left: nobody could ever complete the course. Make a "
                "lesson required, or choose another rule."
            )
        )
    return found
