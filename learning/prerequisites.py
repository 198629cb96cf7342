"""Which of a run's prerequisites a person has not met yet."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import CourseRun
from courses.outline import READING
from courses.prerequisites import Need, SaidNeed, needs_of, say_needs
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.seats import EnrollmentRefused

if TYPE_CHECKING:
    from users.models import User

CheckPair = tuple[str, str]


class PrerequisitesMissing(EnrollmentRefused):
    """Something has to be done in another course before."""


def unmet_needs(run: CourseRun, learner: User) -> tuple[SaidNeed, ...]:
    """Four queries at most, none where the run asks for nothing.

    What counts was done in any run of that course, also in one that was left since.
    """
    if not needs_of(run):
        return ()
    said = say_needs(run, language=get_language() or run.course.source_language)
    needs = [each.need for each in said]
    completed = _completed(needs, learner)
    done = _lessons_done(needs, learner)
    scores = _scores(needs, learner)
    return tuple(
        each
        for each in said
        if not (each.need.lesson in done if each.need.lesson else each.need.course in completed)
        or (each.need.score or 0) > scores.get(each.need.course, 0 if each.need.score else 100)
    )


def require_prerequisites(run: CourseRun, learner: User) -> None:
    """Raises PrerequisitesMissing, which names them."""
    unmet = unmet_needs(run, learner)
    if unmet:
        first = _("Something comes before this course.")
        raise PrerequisitesMissing(" ".join([first, *(each.text for each in unmet)]))


def _completed(needs: Iterable[Need], learner: User) -> set[str]:
    courses = [need.course for need in needs if not need.lesson]
    if not courses:
        return set()
    rows = Enrollment.objects.completed().filter(learner=learner, run__course__key__in=courses)
    return {str(key) for key in rows.values_list("run__course__key", flat=True)}


def _lessons_done(needs: Iterable[Need], learner: User) -> set[str]:
    lessons = [need.lesson for need in needs if need.lesson]
    if not lessons:
        return set()
    results = ActivityResult.objects.valid().filter(
        enrollment__learner=learner, lesson_key__in=lessons, activity_key=READING
    )
    done = results.exclude(kind=ResultKind.EXCUSED)
    return {str(key) for key in done.values_list("lesson_key", flat=True)}


def _scores(needs: Iterable[Need], learner: User) -> dict[str, float]:
    """By course: the best result of each check that was passed, on average."""
    courses = [need.course for need in needs if need.score]
    if not courses:
        return {}
    results = ActivityResult.objects.valid().filter(
        enrollment__learner=learner, enrollment__run__course__key__in=courses, kind=ResultKind.CHECK
    )
    best: dict[str, dict[CheckPair, int]] = {}
    for key, lesson, activity, detail in results.values_list(
        "enrollment__run__course__key", "lesson_key", "activity_key", "detail"
    ):
        checks, pair = best.setdefault(str(key), {}), (str(lesson), activity)
        checks[pair] = max(checks.get(pair, 0), int(detail.get("score_percent", 0)))
    return {key: mean(checks.values()) for key, checks in best.items()}
