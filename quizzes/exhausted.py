"""Who has no attempts left, for whoever may open a check again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from courses.blocks import CHECK
from courses.checks import Check, read_check
from courses.models import CourseRun, LessonPage
from learning.models import ActivityResult, ResultKind

from .grading import attempts_left
from .models import Attempt


@dataclass(frozen=True, slots=True)
class Exhausted:
    """One learner at one check, with how far they came."""

    enrollment_id: int
    name: str
    email: str
    lesson_key: str
    lesson_title: str
    check: Check
    attempt_count: int
    best_percent: int
    last_at: datetime


def read_exhausted(run: CourseRun) -> list[Exhausted]:
    """Learners of this run with no attempts left at a check; who waits longest comes first.

    Two queries. By the attempts that the check allows now; checks that are gone are left out.
    """
    rows = list(_without_success(run))
    checks = _checks_in(run, {row["lesson_key"] for row in rows})
    found = []
    for row in rows:
        title, check = checks.get((row["lesson_key"], row["activity_key"]), ("", None))
        if check is not None and attempts_left(check, row["count"]) == 0:
            found.append(
                Exhausted(
                    enrollment_id=row["enrollment"],
                    name=row["enrollment__learner__name"],
                    email=row["enrollment__learner__email"],
                    lesson_key=str(row["lesson_key"]),
                    lesson_title=title,
                    check=check,
                    attempt_count=row["count"],
                    best_percent=row["best"],
                    last_at=row["last"],
                )
            )
    return found


def _without_success(run: CourseRun) -> QuerySet[Attempt, dict[str, Any]]:
    """By learner and check: attempts where none passed and nobody counted the check as done."""
    done = ActivityResult.objects.valid().filter(
        enrollment=OuterRef("enrollment"),
        lesson_key=OuterRef("lesson_key"),
        activity_key=OuterRef("activity_key"),
    )
    return (
        Attempt.objects.valid()
        .filter(~Exists(done.exclude(kind=ResultKind.EXCUSED)))
        .filter(enrollment__run=run, enrollment__withdrawn_at=None)
        .values(
            *("enrollment", "enrollment__learner__name", "enrollment__learner__email"),
            *("lesson_key", "activity_key"),
        )
        .annotate(
            count=Count("pk"),
            best=Max("score_percent"),
            last=Max("submitted_at"),
            passed=Count("pk", filter=Q(is_passed=True)),
        )
        .filter(passed=0)
        .order_by("last", "enrollment")
    )


def _checks_in(run: CourseRun, lesson_keys: Iterable[Any]) -> dict[Any, tuple[str, Check]]:
    """(lesson key, check key) -> the lesson's title and the check, in the source language."""
    language = run.course.source_language
    pages = LessonPage.objects.live().filter(
        translation_key__in=lesson_keys, locale__language_code=language
    )
    return {
        (page.translation_key, block.id): (page.title, read_check(block.value, block.id))
        for page in pages
        for block in page.body
        if block.block_type == CHECK
    }
