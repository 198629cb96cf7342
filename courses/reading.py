"""For the player: a lesson's page and titles in the reader's language, else in the source's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.core.cache import caches
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from wagtail.models import Page

from courses.models import Course, CourseOutline, CoursePage, LessonPage
from courses.outline import Outline


@dataclass(frozen=True, slots=True)
class LessonInLanguage:
    """`is_translated` is False where the reader gets the source language instead of their own."""

    page: LessonPage
    language: str
    is_translated: bool


@lru_cache(maxsize=200)
def kept_outline(pages_stamp: UUID, outline_id: int) -> Outline:
    """The outline with this id; no query when it was read before in this process.

    `pages_stamp` is its course's: an id may be used again where a transaction was undone.
    """
    return CourseOutline.objects.get(pk=outline_id).outline


def lesson_page(
    course: Course, lesson_key: UUID | str, *, language: str
) -> LessonInLanguage | None:
    """The live page of this lesson of `course` in `language`, else in the course's.

    Of the page only what a lesson shows is read: its title and body. No query while the course's
    pages stay as they are, one after each change of them; see `Course.pages_stamp`.
    """
    kept = caches["lessons"]
    name = f"lesson.{course.pk}.{course.pages_stamp}.{lesson_key}.{language}"
    found: LessonInLanguage | None = kept.get(name)
    if found is None:
        found = _read_lesson(lesson_key, language, course.source_language)
        kept.set(name, found)
    return found


def _read_lesson(
    lesson_key: UUID | str, language: str, source_language: str
) -> LessonInLanguage | None:
    pages = (
        LessonPage.objects.live()
        .filter(_readable(language, source_language), translation_key=lesson_key)
        .annotate(code=F("locale__language_code"))
        .only("title", "body")
    )
    by_language = {page.code: page for page in pages}
    page = by_language.get(language) or by_language.get(source_language)
    if page is None:
        return None
    return LessonInLanguage(page=page, language=page.code, is_translated=page.code == language)


def titles(keys: Iterable[str], *, language: str, source_language: str) -> dict[str, str]:
    """Titles of live pages (course, modules or lessons) by key. One query.

    A key without a live page in either language is missing: the outline has a title for it.
    """
    pages = Page.objects.live().filter(translation_key__in=set(keys))
    found = _prefer(pages, language, source_language).values_list("translation_key", "title")
    by_key: dict[str, str] = {}
    for key, title in found:
        by_key.setdefault(str(key), title)
    return by_key


def live_lesson_keys(course: Course) -> set[str]:
    """Keys of the lessons that are live now below live modules, in the source language. One query.

    What an outline holds beyond these is excused for whoever has not done it.
    """
    course_path = CoursePage.objects.filter(
        translation_key=course.key, locale__language_code=course.source_language
    ).values("path")[:1]
    pages = (
        Page.objects.filter(path__startswith=course_path)
        .order_by("path")
        .values_list("path", "live", "lessonpage__minutes", "translation_key")
    )
    keys: set[str] = set()
    open_module = ""
    for path, is_live, minutes, key in pages:
        if minutes is None:
            open_module = path if is_live else ""
        elif is_live and open_module and path.startswith(open_module):
            keys.add(str(key))
    return keys


def _prefer(pages: QuerySet, language: str, source_language: str) -> QuerySet:
    rank = Case(
        When(locale__language_code=language, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    is_readable = _readable(language, source_language)
    return pages.filter(is_readable).annotate(rank=rank).order_by("rank")


def _readable(language: str, source_language: str) -> Q:
    return Q(locale__language_code__in={language, source_language})
