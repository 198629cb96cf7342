"""How long a programme takes: as long as its courses, unless its provider typed another figure."""

from __future__ import annotations

from courses.models import CourseFormat, CoursePage
from courses.outline import PART, Outline

UNTOUCHED = 60  # what a new page says


def effort_of(page: CoursePage, outline: Outline | None) -> int:
    """Minutes of the course that this page is about.

    A new programme's page says the minutes of its own lessons, which are those of finding the way
    to its courses: where that still stands there, the courses' own efforts are meant, each by its
    page in the source language. No query where it is no programme, else one.
    """
    if page.format != CourseFormat.PROGRAMME or outline is None:
        return page.effort_minutes
    own = sum(lesson.minutes for lesson in outline.lessons())
    if page.effort_minutes not in {UNTOUCHED, own}:
        return page.effort_minutes
    keys = {each.course for _lesson, each in outline.activities() if each.kind == PART}
    pages = CoursePage.objects.live().filter(translation_key__in=keys - {""})
    # Effort is the same in all languages of a course.
    efforts = dict(pages.values_list("translation_key", "effort_minutes"))
    return sum(efforts.values()) or page.effort_minutes
