"""Go back to an earlier outline: its order and its lessons become what the authors want."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.models import Page

from courses.actions.arrange import arrange
from courses.arranging import Arrangement
from courses.models import Course, CourseOutline
from courses.outline import Outline

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Absent:
    """Lessons of the earlier outline that cannot come back by order alone, by their titles there.

    `deleted`: without a page; `hidden`: with a page that readers do not have.
    """

    deleted: tuple[str, ...]
    hidden: tuple[str, ...]


def go_back(course: Course, outline: CourseOutline, *, number: int, by: User) -> bool:
    """Want this outline's order, with all else taken out. False where that changes nothing.

    It is a draft like any other order: "Publish course" makes a new number of it. What lessons say,
    and what in them is required, stays as it is. Raises ArrangedElsewhere.
    """
    said = {"deed": "go_back", "outline": outline.number}
    return arrange(course, lambda now: as_in(now, outline.outline), number=number, by=by, said=said)


def as_in(now: Arrangement, outline: Outline) -> Arrangement:
    """The order of this outline over the pages that are there now. Pure.

    A module that the outline does not have, and a lesson likewise, is out; it stands where it
    stood, behind what the outline names.
    """
    there = {lesson for _module, lessons in now.modules for lesson in lessons}
    modules = {module for module, _lessons in now.modules}
    named = {lesson.key for lesson in outline.lessons()}
    order: dict[str, list[str]] = {
        module.key: [lesson.key for lesson in module.lessons if lesson.key in there]
        for module in outline.modules
        if module.key in modules
    }
    placed = {lesson for lessons in order.values() for lesson in lessons}
    for module, lessons in now.modules:
        order.setdefault(module, []).extend(key for key in lessons if key not in placed)
    kept_modules = {module.key for module in outline.modules}
    # A lesson whose old module is gone stays in its new one, and in the course.
    held = {module for module, lessons in order.items() if named & set(lessons)}
    return Arrangement(
        tuple((module, tuple(lessons)) for module, lessons in order.items()),
        frozenset((there - named) | (modules - kept_modules - held)),
    )


def find_absent(course: Course, outline: Outline) -> Absent:
    """What of this outline "go back" alone does not bring back. A query."""
    keys = {lesson.key: lesson.title for lesson in outline.lessons()}
    pages = Page.objects.filter(
        translation_key__in=keys, locale__language_code=course.source_language
    )
    live = {str(key): is_live for key, is_live in pages.values_list("translation_key", "live")}
    return Absent(
        deleted=tuple(title for key, title in keys.items() if key not in live),
        hidden=tuple(title for key, title in keys.items() if live.get(key) is False),
    )
