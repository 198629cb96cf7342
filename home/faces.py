"""How a course looks to one reader: its title and picture, in their language where there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from courses.cards import cover_url
from courses.models import Course, CoursePage


@dataclass(frozen=True, slots=True)
class CourseFace:
    """A course as the reader may see it: the page in their language, else in the course's."""

    title: str
    language: str
    thumb_art: str
    panel_art: str
    cover_url: str


class Faces:
    """Of these courses. One query, and one for each picture that has no rendition yet."""

    def __init__(self, courses: Iterable[Course]) -> None:
        self._faces = _read({course.key: course.source_language for course in courses})

    def of(self, course: Course) -> CourseFace:
        """Without a live page it has its title alone."""
        fallback = CourseFace(course.title, course.source_language, "", "", "")
        return self._faces.get(course.key, fallback)


def _read(sources: Mapping[UUID, str]) -> dict[UUID, CourseFace]:
    """The live pages of these courses in every language; the best one is kept."""
    pages = (
        CoursePage.objects.live()
        .filter(translation_key__in=sources)
        .select_related("locale", "cover_image")
        .defer("description", "audience", "outcomes", "instructors", "search_description")
    )
    by_key: dict[UUID, dict[str, CoursePage]] = defaultdict(dict)
    for page in pages:
        by_key[page.translation_key][page.locale.language_code] = page
    return {key: _face(pages, sources[key]) for key, pages in by_key.items()}


def _face(pages: dict[str, CoursePage], source_language: str) -> CourseFace:
    code = next((c for c in (get_language(), source_language) if c in pages), next(iter(pages)))
    page = pages[code]
    thumb, panel = page.thumb_art or page.cover_art, page.panel_art or page.cover_art
    return CourseFace(page.title, code, thumb, panel, cover_url(page.cover_image))
