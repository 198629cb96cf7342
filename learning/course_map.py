"""What of an outline is live now, and what it is called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from courses.blocks import CHECK
from courses.models import Course, LessonPage
from courses.outline import READING, Outline
from learning.progress import ActivityPair

FIELDS = ("pk", "translation_key", "live", "title")


@dataclass(frozen=True, slots=True)
class CourseMap:
    """`titles` by key, in the reader's language where there is a live translation.

    `lesson_pages` holds, for each lesson that can be opened, the id of the page to show and the
    language code it is written in.
    """

    titles: Mapping[str, str]
    lesson_pages: Mapping[str, tuple[int, str]]

    def title(self, key: str, fallback: str) -> str:
        return self.titles.get(key, fallback)

    def is_live(self, lesson_key: str) -> bool:
        return lesson_key in self.lesson_pages


def read_course_map(course: Course, outline: Outline, *, language: str) -> CourseMap:
    """One query. A lesson is live if its source-language page and both pages above it are."""
    source = course.source_language
    lesson_keys = {lesson.key for lesson in outline.lessons()}
    keys = {*lesson_keys, *(module.key for module in outline.modules), str(course.key)}
    titles: dict[str, str] = {}
    pages: dict[str, dict[str, int]] = {}
    live_sources: set[str] = set()
    for row in _rows(keys, {source, language}):
        key, code = str(row["translation_key"]), row["code"]
        if not row["live"]:
            continue
        if code == language or key not in titles:
            titles[key] = row["title"]
        if key in lesson_keys:
            pages.setdefault(key, {})[code] = row["pk"]
            if code == source and row["is_parent_live"] and row["is_course_live"]:
                live_sources.add(key)
    lesson_pages = {}
    for key in live_sources:
        code = language if language in pages[key] else source
        lesson_pages[key] = (pages[key][code], code)
    return CourseMap(titles=titles, lesson_pages=lesson_pages)


def _rows(keys: set[str], languages: set[str]) -> list[dict[str, Any]]:
    def is_live_above(steps: int) -> Exists:
        above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - steps * Page.steplen)
        return Exists(Page.objects.filter(path=above, live=True))

    pages = Page.objects.filter(translation_key__in=keys, locale__language_code__in=languages)
    return list(
        pages.annotate(
            code=F("locale__language_code"),
            is_parent_live=is_live_above(1),
            is_course_live=is_live_above(2),
        )
        .order_by()
        .values(
            "pk", "translation_key", "code", "live", "title", "is_parent_live", "is_course_live"
        )
    )


def available_pairs(
    course: Course, outline: Outline, course_map: CourseMap, *, is_pinned: bool
) -> frozenset[ActivityPair]:
    """The activities of this outline that can be done now.

    The pages hold the newest content, so a check of a pinned outline, or of a course that changed
    since it was compiled, may be gone from its lesson: then one more query looks for it.
    """
    live = [
        (lesson, each) for lesson, each in outline.activities() if course_map.is_live(lesson.key)
    ]
    pairs = {(lesson.key, activity.key) for lesson, activity in live}
    if is_pinned or course.dirty_at is not None:
        present = _checks_present(course, {lesson for lesson, check in pairs if check != READING})
        pairs = {pair for pair in pairs if pair[1] == READING or pair in present}
    return frozenset(pairs)


def _checks_present(course: Course, lesson_keys: set[str]) -> set[ActivityPair]:
    """The checks that the live source-language pages of these lessons hold."""
    if not lesson_keys:
        return set()
    lessons = LessonPage.objects.live().filter(
        Q(locale__language_code=course.source_language), translation_key__in=lesson_keys
    )
    return {
        (str(key), str(block["id"]))
        for key, body in lessons.values_list("translation_key", "body")
        for block in body.raw_data
        if block["type"] == CHECK
    }
