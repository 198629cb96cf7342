"""What somebody must have done before they may enroll in a run, as values and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import Course, CourseRun


@dataclass(frozen=True, slots=True)
class Need:
    """`lesson`: key of a lesson of `course` that must be done, or "" where the course must be.

    `score`: percent that the knowledge checks of that course must have on average, or None.
    """

    course: str
    lesson: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class SaidNeed:
    need: Need
    text: str


def needs_of(run: CourseRun) -> tuple[Need, ...]:
    """In the order in which they were chosen."""
    asked = run.prerequisites
    courses = [Need(key, score=asked.get("score")) for key in asked.get("courses", [])]
    return (*courses, *(Need(course, lesson) for course, lesson in asked.get("lessons", [])))


def say_needs(run: CourseRun, *, language: str) -> tuple[SaidNeed, ...]:
    """With titles in this language where there are any. One query, none without needs.

    What is not published or offered any more cannot be done and is not asked for.
    """
    needs = needs_of(run)
    titles = _titles({key for need in needs for key in (need.course, need.lesson) if key}, language)
    return tuple(
        SaidNeed(need, _say(need, titles))
        for need in needs
        if need.course in titles and (not need.lesson or need.lesson in titles)
    )


def find_circle(course: Course, needed: Iterable[str], *, at: datetime) -> str:
    """The title of a needed course into which nobody gets without `course`, or "".

    `needed`: keys of courses. One asks for another where each of its unfinished runs does; what a
    course asks for may ask in turn. One query.
    """
    asked: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    runs = CourseRun.objects.unfinished(at=at).select_related("course")
    for run in runs.only("prerequisites", "course__key", "course__title"):
        key = str(run.course.key)
        titles[key] = run.course.title
        needs = {need.course for need in needs_of(run)}
        asked[key] = asked[key] & needs if key in asked else needs
    for first in needed:
        seen, waiting = set(), [first]
        while waiting:
            key = waiting.pop()
            if key == str(course.key):
                return titles.get(first, "")
            if key not in seen:
                seen.add(key)
                waiting.extend(asked.get(key, ()))
    return ""


def _titles(keys: Iterable[str], language: str) -> dict[str, str]:
    wanted = set(keys)
    if not wanted:
        return {}
    retired = Course.objects.exclude(retired_at=None).values("key")
    pages = Page.objects.live().filter(translation_key__in=wanted).order_by("pk")
    pages = pages.exclude(translation_key__in=retired)
    found: dict[str, str] = {}
    rows = list(pages.values_list("translation_key", "title", "locale__language_code"))
    for key, title, code in rows:
        if code == language or str(key) not in found:
            found[str(key)] = title
    return found


def _say(need: Need, titles: dict[str, str]) -> str:
    words = {"course": titles[need.course]}
    if need.lesson:
        return _("Do the lesson “%(lesson)s” of “%(course)s”.") % {
            **words,
            "lesson": titles[need.lesson],
        }
    if need.score:
        return _(
            "Complete “%(course)s” with %(score)d %% or more in its knowledge checks, on average."
        ) % {**words, "score": need.score}
    return _("Complete “%(course)s”.") % words
