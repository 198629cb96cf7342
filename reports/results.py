"""Results of knowledge checks: who passed, and which questions are hard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from courses.blocks import CHECK
from courses.checks import Check, read_check
from courses.models import Course, LessonPage
from learning.models import Enrollment
from quizzes.models import Attempt
from reports.funnel import say_share, share
from reports.groups import FEWEST
from reports.tables import Bar, Cell, Table

Pair = tuple[str, str]


def result_tables(course: Course, enrollments: QuerySet[Enrollment]) -> list[Table]:
    """Three queries, whatever the number of attempts; checks that are gone are left out."""
    attempts = Attempt.objects.valid().filter(enrollment__in=enrollments.values("pk"))
    first = attempts.filter(number=1)
    by_check = {
        (str(row["lesson_key"]), row["activity_key"]): row
        for row in attempts.order_by()
        .values("lesson_key", "activity_key")
        .annotate(
            people=Count("enrollment", distinct=True),
            passed=Count("enrollment", distinct=True, filter=Q(is_passed=True)),
            at_once=Count("enrollment", filter=Q(is_passed=True, number=1)),
            tries=Count("pk"),
        )
    }
    checks = _checks_of(course, {lesson for lesson, _check in by_check})
    return [_checks_table(by_check, checks), _questions_table(first, checks)]


def _checks_of(course: Course, lesson_keys: Iterable[str]) -> dict[Pair, tuple[str, Check]]:
    """In the order of the course, with the title of the lesson."""
    pages = LessonPage.objects.live().filter(
        translation_key__in=lesson_keys, locale__language_code=course.source_language
    )
    return {
        (str(page.translation_key), block.id): (page.title, read_check(block.value, block.id))
        for page in pages.order_by("path")
        for block in page.body
        if block.block_type == CHECK
    }


def _checks_table(
    by_check: Mapping[Pair, Mapping[str, Any]], checks: Mapping[Pair, tuple[str, Check]]
) -> Table:
    found = [
        (lesson, check, by_check[pair])
        for pair, (lesson, check) in checks.items()
        if pair in by_check
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            check.title,
            lesson,
            row["people"],
            row["passed"],
            share(row["at_once"], row["people"]),
            _tenths(row["tries"], row["people"]),
        )
        for lesson, check, row in found
    ]
    return Table(
        key="checks",
        title=_("Knowledge checks"),
        columns=(
            *(_("Check"), _("Lesson"), _("People"), _("Passed")),
            *(_("Passed at once, in percent"), _("Attempts each")),
        ),
        rows=tuple(rows),
        bars=tuple(
            Bar(check.title, row["passed"], row["people"], say_share(row["passed"], row["people"]))
            for _lesson, check, row in found
        ),
        note=_("Of those who answered, how many have passed by now."),
    )


def _tenths(value: int, whole: int) -> str:
    return f"{value / whole:.1f}" if whole else ""


def _questions_table(first: QuerySet[Attempt], checks: Mapping[Pair, tuple[str, Check]]) -> Table:
    """By the first attempt. Few patterns of right and wrong are in the table, however many people
    answered."""
    patterns = (
        first.order_by()
        .values_list("lesson_key", "activity_key", "outcome")
        .annotate(Count("pk"), Max("pk"))
    )
    answered: dict[tuple[Pair, str], int] = defaultdict(int)
    right: dict[tuple[Pair, str], int] = defaultdict(int)
    for lesson, activity, outcome, people, _newest in patterns:
        for question, is_right in outcome.items():
            place = ((str(lesson), activity), question)
            answered[place] += people
            right[place] += people if is_right else 0
    found = [
        (question.text, check.title, answered[pair, question.key], right[pair, question.key])
        for pair, (_lesson, check) in checks.items()
        for question in check.questions
        if answered[pair, question.key] >= FEWEST
    ]
    hardest = sorted(found, key=lambda row: share(row[3], row[2]))[:8]
    return Table(
        key="questions",
        title=_("Questions"),
        columns=(_("Question"), _("Check"), _("People"), _("Right at once, in percent")),
        rows=tuple(
            (text, check, people, share(good, people)) for text, check, people, good in found
        ),
        bars=tuple(
            Bar(text, good, people, say_share(good, people))
            for text, _check, people, good in hardest
        ),
        note=_(
            "How the first attempt was answered; the chart shows the hardest. Questions that fewer "
            "than %(count)d people answered are left out."
        )
        % {"count": FEWEST},
    )
