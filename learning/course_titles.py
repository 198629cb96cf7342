"""What courses are called in the mails to learners: the titles of their live pages."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from courses.models import Course, CoursePage
from learning.models import Enrollment


def titles_of(course_keys: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """The titles of the live pages of these courses, by language. One query."""
    pages = CoursePage.objects.live().filter(translation_key__in=set(course_keys))
    found: dict[UUID, dict[str, str]] = {}
    rows = pages.values_list("translation_key", "locale__language_code", "title")
    for key, language, title in rows:
        found.setdefault(key, {})[language] = title
    return found


def course_titles(course: Course) -> dict[str, str]:
    """The titles of the course's live pages, by language. One query."""
    pages = CoursePage.objects.live().filter(translation_key=course.key)
    return dict(pages.values_list("locale__language_code", "title"))


def course_title(enrollment: Enrollment, language: str) -> str:
    """The title in this language where the page is live, else in the course's own."""
    course = enrollment.run.course
    title = (
        CoursePage.objects.live()
        .filter(translation_key=course.key, locale__language_code=language)
        .values_list("title", flat=True)
        .first()
    )
    return title or course.title
