"""What a publication changes for the people in the course, in sentences and by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Page as PaginatedPage
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CourseRun
from courses.outline import CHECK, LESSON, PART, READING, SESSION, ActivityPair, Outline
from learning.affected import RunEffect, read_percents
from learning.effects import Effect
from learning.models import Enrollment

PEOPLE = 50


@dataclass(frozen=True, slots=True)
class RunSentences:
    run: CourseRun
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """One person and what changes for them. `percents`: now and then, where there is a figure."""

    enrollment: Enrollment
    texts: tuple[str, ...]
    percents: tuple[int, int] | None = None


def say_runs(found: Sequence[RunEffect]) -> list[RunSentences]:
    """Of each run that is affected; none where nobody's progress changes."""
    return [RunSentences(each.run, tuple(_sentences(each))) for each in found if each.effects]


def _sentences(found: RunEffect) -> Iterator[str]:
    counts = [each.counts(found.kinds) for each in found.effects.values()]
    for side, sayings in enumerate((MORE, FEWER)):
        for kind, say in sayings.items():
            numbers = Counter(each[side][kind] for each in counts if each[side][kind])
            for number, people in sorted(numbers.items(), key=lambda item: -item[1]):
                yield say(people, number) % {"n": people, "total": found.total, "count": number}
    if found.completing:
        yield _completes(len(found.completing), found.total)
    others = sum(1 for each in found.effects.values() if not (each.more or each.fewer))
    if others:
        text = ngettext(
            "For %(n)d of %(total)d something that was done begins or ceases to count.",
            "For %(n)d of %(total)d something that was done begins or ceases to count.",
            others,
        )
        yield text % {"n": others, "total": found.total}


def _more_lessons(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has to do one more lesson.",
            "%(n)d of %(total)d have to do one more lesson.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has to do %(count)d more lessons.",
        "%(n)d of %(total)d have to do %(count)d more lessons.",
        people,
    )


def _more_checks(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has to pass one more knowledge check.",
            "%(n)d of %(total)d have to pass one more knowledge check.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has to pass %(count)d more knowledge checks.",
        "%(n)d of %(total)d have to pass %(count)d more knowledge checks.",
        people,
    )


def _fewer_lessons(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has one lesson less to do.",
            "%(n)d of %(total)d have one lesson less to do.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has %(count)d lessons less to do.",
        "%(n)d of %(total)d have %(count)d lessons less to do.",
        people,
    )


def _fewer_checks(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has one knowledge check less to pass.",
            "%(n)d of %(total)d have one knowledge check less to pass.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has %(count)d knowledge checks less to pass.",
        "%(n)d of %(total)d have %(count)d knowledge checks less to pass.",
        people,
    )


def _more_sessions(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has to attend one more live session.",
            "%(n)d of %(total)d have to attend one more live session.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has to attend %(count)d more live sessions.",
        "%(n)d of %(total)d have to attend %(count)d more live sessions.",
        people,
    )


def _fewer_sessions(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has one live session less to attend.",
            "%(n)d of %(total)d have one live session less to attend.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has %(count)d live sessions less to attend.",
        "%(n)d of %(total)d have %(count)d live sessions less to attend.",
        people,
    )


def _more_parts(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has to complete one more course.",
            "%(n)d of %(total)d have to complete one more course.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has to complete %(count)d more courses.",
        "%(n)d of %(total)d have to complete %(count)d more courses.",
        people,
    )


def _fewer_parts(people: int, count: int) -> str:
    if count == 1:
        return ngettext(
            "%(n)d of %(total)d has one course less to complete.",
            "%(n)d of %(total)d have one course less to complete.",
            people,
        )
    return ngettext(
        "%(n)d of %(total)d has %(count)d courses less to complete.",
        "%(n)d of %(total)d have %(count)d courses less to complete.",
        people,
    )


MORE = {LESSON: _more_lessons, CHECK: _more_checks, SESSION: _more_sessions, PART: _more_parts}
FEWER = {
    LESSON: _fewer_lessons,
    CHECK: _fewer_checks,
    SESSION: _fewer_sessions,
    PART: _fewer_parts,
}


def _completes(people: int, total: int) -> str:
    text = ngettext(
        "%(n)d of %(total)d completes the course by it.",
        "%(n)d of %(total)d complete the course by it.",
        people,
    )
    return text % {"n": people, "total": total}


def read_people(
    found: Sequence[RunEffect], before: Sequence[Outline], after: Outline | None, number: str
) -> tuple[PaginatedPage[int], list[Affected]]:
    """Fifty of those affected, whoever has most to do first. `before` and `after` know the titles.

    Two queries.
    """
    effects = {pk: each for run in found for pk, each in run.effects.items()}
    completing = frozenset(pk for run in found for pk in run.completing)
    order = sorted(effects, key=lambda pk: (-len(effects[pk].more), -len(effects[pk].fewer), pk))
    page = Paginator(order, PEOPLE).get_page(number)
    rows = Enrollment.objects.select_related("learner", "run__course").in_bulk(
        list(page.object_list)
    )
    titles = _titles([*before, *([after] if after else [])])
    percents = read_percents(found, list(rows.values()))
    return page, [
        Affected(rows[pk], tuple(_texts(effects[pk], titles, pk in completing)), percents.get(pk))
        for pk in page.object_list
    ]


def _titles(outlines: Sequence[Outline]) -> dict[ActivityPair, str]:
    return {
        (lesson.key, activity.key): lesson.title if activity.key == READING else activity.title
        for outline in outlines
        for lesson, activity in outline.activities()
    }


def _texts(effect: Effect, titles: dict[ActivityPair, str], is_completing: bool) -> Iterator[str]:
    if effect.more:
        yield _("To do: %(names)s") % {"names": _names(effect.more, titles)}
    if effect.fewer:
        yield _("Not to do any more: %(names)s") % {"names": _names(effect.fewer, titles)}
    if effect.counted:
        yield _("Done, and counts from now on: %(names)s") % {
            "names": _names(effect.counted, titles)
        }
    if effect.uncounted:
        yield _("Done, and does not count any more: %(names)s") % {
            "names": _names(effect.uncounted, titles)
        }
    if is_completing:
        yield _("Completes the course.")


def _names(pairs: frozenset[ActivityPair], titles: dict[ActivityPair, str]) -> str:
    """In the order of reading; what else is in a lesson that is named is not named again."""
    lessons = {lesson for lesson, activity in pairs if activity == READING}
    order = {pair: place for place, pair in enumerate(titles)}
    named = [
        titles.get(pair, "")
        for pair in sorted(pairs, key=lambda pair: order.get(pair, len(order)))
        if pair[1] == READING or pair[0] not in lessons
    ]
    return ", ".join(f"“{title}”" for title in named if title)
