"""What of an outline is live now, and what it is called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from courses.blocks import ACTIVITY_KINDS
from courses.models import Course, LessonPage
from courses.outline import READING
from courses.reading import kept_outline
from learning.progress import ActivityPair


@dataclass(frozen=True, slots=True)
class CourseMap:
    """`titles` by key, with the language each is in: the reader's where that page is live.

    `live_lessons`: keys of the lessons that can be opened. `languages`: by a lesson's key, codes
    of the languages in which it can be read.
    """

    titles: Mapping[str, tuple[str, str]]
    live_lessons: frozenset[str]
    languages: Mapping[str, frozenset[str]]

    def title(self, key: str, fallback: str) -> str:
        return self.titles[key][0] if key in self.titles else fallback

    def is_live(self, lesson_key: str) -> bool:
        return lesson_key in self.live_lessons


def read_course_map(course: Course, outline_id: int | None, *, language: str) -> CourseMap:
    """No query while the course's pages stay as they are; one after each change of them.

    It is the same for everybody who follows this outline. `Course.pages_stamp` is never used
    twice, so what is kept under it never grows stale, also where a transaction is undone.
    """
    if outline_id is None:
        return CourseMap({}, frozenset(), {})
    source = Source(str(course.key), course.source_language, course.pages_stamp)
    return _read(source, outline_id, language)


@dataclass(frozen=True, slots=True)
class Source:
    """What a map is read from, as a key under which it can be kept."""

    course_key: str
    language: str
    pages_stamp: UUID


@lru_cache(maxsize=500)
def _read(source: Source, outline_id: int, language: str) -> CourseMap:
    """One query. A lesson is live if its source-language page and both pages above it are."""
    outline = kept_outline(source.pages_stamp, outline_id)
    lesson_keys = {lesson.key for lesson in outline.lessons()}
    keys = {*lesson_keys, *(module.key for module in outline.modules), source.course_key}
    titles: dict[str, tuple[str, str]] = {}
    live: set[str] = set()
    languages: dict[str, frozenset[str]] = {}
    for row in _rows(keys):
        key, code = str(row["translation_key"]), row["code"]
        if code == language or (code == source.language and key not in titles):
            titles[key] = (row["title"], code)
        if key in lesson_keys:
            languages[key] = languages.get(key, frozenset()) | {code}
            is_source = code == source.language
            if is_source and row["is_parent_live"] and row["is_course_live"]:
                live.add(key)
    return CourseMap(titles, frozenset(live), languages)


def _rows(keys: set[str]) -> list[dict[str, Any]]:
    """The live pages of these keys in every language."""

    def is_live_above(steps: int) -> Exists:
        above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - steps * Page.steplen)
        return Exists(Page.objects.filter(path=above, live=True))

    return list(
        Page.objects.live()
        .filter(translation_key__in=keys)
        .annotate(
            code=F("locale__language_code"),
            is_parent_live=is_live_above(1),
            is_course_live=is_live_above(2),
        )
        .order_by()
        .values("translation_key", "title", "code", "is_parent_live", "is_course_live")
    )


def available_pairs(
    course: Course, outline_id: int | None, *, is_pinned: bool
) -> frozenset[ActivityPair]:
    """The activities of this outline that can be done now, the same for everybody who follows it.

    The pages hold the newest content, so a check or a session of a pinned outline, or of a course
    that changed since it was compiled, may be gone from its lesson: then one more query looks for
    it, once after each change of the pages. Where the course's own page is gone the course is
    closed: that excuses nobody from what is missing, so all of the outline is told.
    """
    if outline_id is None:
        return frozenset()
    source = Source(str(course.key), course.source_language, course.pages_stamp)
    return _available(source, outline_id, is_pinned or course.dirty_at is not None)


@lru_cache(maxsize=500)
def _available(source: Source, outline_id: int, may_lack_some: bool) -> frozenset[ActivityPair]:
    outline = kept_outline(source.pages_stamp, outline_id)
    course_map = _read(source, outline_id, source.language)
    is_closed = source.course_key not in course_map.titles
    pairs = {
        (lesson.key, activity.key)
        for lesson, activity in outline.activities()
        if is_closed or course_map.is_live(lesson.key)
    }
    if may_lack_some and not is_closed:
        there = _activities_present(source, {lesson for lesson, key in pairs if key != READING})
        pairs = {pair for pair in pairs if pair[1] == READING or pair in there}
    return frozenset(pairs)


def _activities_present(source: Source, lesson_keys: set[str]) -> set[ActivityPair]:
    """The checks, sessions and parts that the live source-language pages of these lessons hold."""
    if not lesson_keys:
        return set()
    lessons = LessonPage.objects.live().filter(
        Q(locale__language_code=source.language), translation_key__in=lesson_keys
    )
    return {
        (str(key), str(block["id"]))
        for key, body in lessons.values_list("translation_key", "body")
        for block in body.raw_data
        if block["type"] in ACTIVITY_KINDS
    }
