"""The outline as it would be if drafts were published. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from courses.arranging import arranged, nodes_of, wanted
from courses.compiling import (
    TREE_FIELDS,
    OutlineRefused,
    compile_rule,
    compile_tree,
    read_tree,
)
from courses.models import Course, CoursePage, LessonPage, ModulePage
from courses.outline import Outline, parse_outline
from courses.rules import Rule
from courses.tree import refuse_hidden

STEPS_UP = {ModulePage: 1, LessonPage: 2}


def course_path(page: Page) -> str:
    """The path of the course page that this page is, or lies below."""
    steps = STEPS_UP.get(type(page), 0)
    return page.path[: len(page.path) - steps * Page.steplen]


@dataclass(frozen=True, slots=True)
class DraftCourse:
    """What publishing drafts would make: an outline, a rule, and in which format."""

    outline: Outline
    rule: Rule
    format: str = ""


def draft_course(page: Page) -> DraftCourse:
    """What the author of this course, module or lesson page is making, in the page's language.

    The page need not be saved: it stands where it will stand, with the values it has now. Two
    queries. A tree that cannot be compiled gives an empty outline.
    """
    path = course_path(page)
    rows = {row["path"]: _as_draft(row) for row in read_tree(path)}
    rows[page.path] = {**rows.get(page.path, {}), **_row_of(page)}
    course = Course.objects.filter(key=rows[path]["translation_key"]).first()
    below = [rows[each] for each in sorted(rows) if each != path]
    if course is not None:
        below = arranged(below, wanted(course, nodes_of(below)))
    return _compile(rows[path], below)


def draft_outline(page: Page) -> Outline:
    """The outline of `draft_course`."""
    return draft_course(page).outline


def publication_of(course: Course, drafts: Iterable[Page]) -> DraftCourse | None:
    """What publishing these drafts would compile; None while the course would not be live.

    `drafts`: pages as their authors left them, in any language; those of another than the
    course's own change nothing here. Order and what is taken out are as the authors want them. Two
    queries. Raises OutlineRefused, also where a lesson that readers have would be hidden.
    """
    tree = _tree_with(course, drafts)
    if not tree or not tree[0]["live"]:
        return None
    order = wanted(course, nodes_of(tree[1:]))
    refuse_hidden(tree[1:], order)
    below = arranged(tree[1:], order)
    content = compile_tree(below, dict(course.lesson_slugs))
    return _made(tree[0], content, below)


def course_with(course: Course, drafts: Iterable[Page]) -> DraftCourse | None:
    """The same with its rule, also of a course that would not be live; None where no page is left.

    Two queries. What cannot be compiled is an empty outline.
    """
    tree = _tree_with(course, drafts)
    if not tree:
        return None
    return _compile(tree[0], arranged(tree[1:], wanted(course, nodes_of(tree[1:]))))


def _tree_with(course: Course, drafts: Iterable[Page]) -> list[dict[str, Any]]:
    source_page = CoursePage.objects.filter(
        translation_key=course.key, locale__language_code=course.source_language
    )
    tree = read_tree(source_page.values_list("path", flat=True).first())
    drafted = {page.path: _row_of(page) for page in drafts}
    return [{**row, **drafted.get(row["path"], {})} for row in tree]


def _compile(root: dict[str, Any], pages: list[dict[str, Any]]) -> DraftCourse:
    try:
        content = compile_tree(pages, {})
    except OutlineRefused:
        content = {"modules": []}
    return _made(root, content, pages)


def _made(
    root: dict[str, Any], content: dict[str, Any], pages: list[dict[str, Any]]
) -> DraftCourse:
    rule = compile_rule(root, content, pages)
    return DraftCourse(parse_outline(content), rule, root["coursepage__format"] or "")


def _as_draft(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "live": True, "title": row["draft_title"] or row["title"]}


def _row_of(page: Page) -> dict[str, Any]:
    is_lesson = isinstance(page, LessonPage)
    of_course = [name for name in TREE_FIELDS if name.startswith("coursepage__")]
    return {
        **{
            name: getattr(page, name.removeprefix("coursepage__"))
            for name in (of_course if isinstance(page, CoursePage) else [])
        },
        "modulepage__needed_count": page.needed_count if isinstance(page, ModulePage) else None,
        "path": page.path,
        "live": True,
        "title": page.title,
        "slug": page.slug,
        "translation_key": page.translation_key,
        "lessonpage__minutes": page.minutes if is_lesson else None,
        "lessonpage__is_required": page.is_required if is_lesson else None,
        "lessonpage__follows": page.follows if is_lesson else None,
        "lessonpage__body": _Body(page.body.get_prep_value()) if is_lesson else None,
    }


class _Body:
    """Blocks as they would be stored: new ones have an id by then."""

    def __init__(self, blocks: list[dict[str, Any]]) -> None:
        self.raw_data = blocks
