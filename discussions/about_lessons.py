"""Threads about a lesson: what it is called, and for whom it is not open yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from courses.models import CourseRun, Release
from courses.reading import kept_outline
from discussions.scopes import Scope, register_scope
from learning.course_map import read_course_map
from learning.models import Enrollment
from learning.standing import Standing, read_standings

LESSON: Final = "lesson"


def connect() -> None:
    register_scope(LESSON, Scope(gettext_lazy("Lesson"), read_lessons, closed_lessons))


def read_lessons(run: CourseRun, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Those that the run's outline holds and that can be read. No query, see `read_course_map`.

    `run` comes with its course.
    """
    course = run.course
    outline_id = run.pinned_outline_id or course.newest_outline_id
    if outline_id is None:
        return {}
    language = get_language() or course.source_language
    course_map = read_course_map(course, outline_id, language=language)
    return {
        lesson.key: (
            course_map.title(lesson.key, lesson.title),
            reverse("learning:lesson", args=[run.slug, lesson.slug]),
        )
        for lesson in kept_outline(course.pages_stamp, outline_id).lessons()
        if lesson.key in keys and course_map.is_live(lesson.key)
    }


def closed_lessons(
    run: CourseRun, people: Collection[int], at: datetime
) -> dict[int, frozenset[str]]:
    """As the player keeps them closed: before the run starts all, then those that open later.

    No query where all are open from the start of the run, else two for however many people.
    """
    has_started = run.has_started(at=at)
    if has_started and run.release == Release.ALL:
        return {}
    rows = Enrollment.objects.active().with_outline().filter(run=run, learner__in=people)
    return {
        standing.enrollment.learner_id: _closed_in(standing, at if has_started else None)
        for standing in read_standings(list(rows))
    }


def _closed_in(standing: Standing, at: datetime | None) -> frozenset[str]:
    """`at`: None before the run starts."""
    lessons = standing.outline.lessons()
    return frozenset(
        lesson.key
        for lesson in lessons
        if at is None or not standing.is_released(lesson.key, at=at)
    )
