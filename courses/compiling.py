"""compile_outline(): the live tree of the source language becomes a numbered outline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from wagtail.models import Page

from courses.activities import OutlineRefused as OutlineRefused  # part of what this says
from courses.activities import compile_activities
from courses.arranging import arranged, nodes_of, published
from courses.models import Course, CourseOutline, CoursePage
from courses.parts import name_parts
from courses.rules import make_rule
from courses.signals import outline_published

if TYPE_CHECKING:
    from users.models import User

TREE_FIELDS = (
    "path",
    "depth",
    "live",
    "title",
    "draft_title",
    "slug",
    "translation_key",
    "coursepage__completion_lessons",
    "coursepage__completion_checks",
    "coursepage__completion_sessions",
    "coursepage__completion_score_percent",
    "coursepage__is_certifying",
    "coursepage__format",
    "modulepage__needed_count",
    "lessonpage__minutes",
    "lessonpage__is_required",
    "lessonpage__follows",
    "lessonpage__body",
)

# Last parts of the player's own addresses: no lesson may be called so.
PLAYER_WORDS = frozenset({"enroll", "withdraw", "progress", "seats", "course"})


@transaction.atomic
def compile_outline(
    course: Course, *, by: User | None = None, audience: str = "", note: str = ""
) -> CourseOutline | None:
    """Write the next number if the live tree differs from the newest outline in more than titles.

    Idempotent; three queries where nothing changed. Returns the newest outline, or None while the
    course is not live and never was. Raises OutlineRefused for an activity without a stored id.
    """
    locked = _lock(course)
    tree = read_tree(locked.path)  # type: ignore[attr-defined]
    newest = locked.newest_outline
    if not tree or not tree[0]["live"]:
        return newest

    slugs = dict(locked.lesson_slugs)
    there = published(nodes_of(tree[1:]), locked.retired_keys)
    pages = arranged(tree[1:], there)
    content = compile_tree(pages, slugs)
    page = tree[0]
    changes: dict[str, Any] = {
        "title": page["title"],
        "completion_rule": compile_rule(page, content, pages),
        "is_certifying": page["coursepage__is_certifying"],
        "format": page["coursepage__format"],
        "lesson_slugs": slugs,
        "dirty_at": None,
    }
    changes = {name: value for name, value in changes.items() if getattr(locked, name) != value}
    if changes:
        Course.objects.filter(pk=locked.pk).update(**changes)
        for name, value in changes.items():
            setattr(course, name, value)
    if newest is not None and _without_titles(newest.content) == _without_titles(content):
        return newest

    number = newest.number + 1 if newest else 1
    outline = CourseOutline.objects.create(
        course=locked,
        number=number,
        content=content,
        created_by=by,
        audience=audience,
        note=note,
    )
    Course.objects.filter(pk=locked.pk).update(newest_outline=outline)
    course.newest_outline = outline
    outline_published.send(sender=Course, course=course, outline=outline)
    return outline


def _lock(course: Course) -> Course:
    """The locked row, with the path of its source-language page as `path`."""
    source_page = CoursePage.objects.filter(
        translation_key=OuterRef("key"), locale__language_code=OuterRef("source_language")
    )
    return (
        Course.objects.select_for_update(of=("self",))
        .annotate(path=Subquery(source_page.values("path")[:1]))
        .get(pk=course.pk)
    )


def read_tree(path: str | None) -> list[dict[str, Any]]:
    """The course page and all below it, in the order of reading; one query."""
    if path is None:
        return []
    pages = Page.objects.filter(path__startswith=path).order_by("path")
    return list(pages.values(*TREE_FIELDS))


def compile_tree(pages: list[dict[str, Any]], slugs: dict[str, str]) -> dict[str, Any]:
    """Modules and lessons that are live below a live module. Adds new lessons to `slugs`.

    One query where it names courses.
    """
    modules: list[dict[str, Any]] = []
    open_path = ""
    for page in pages:
        is_lesson = page["lessonpage__minutes"] is not None
        if is_lesson:
            if page["live"] and open_path and page["path"].startswith(open_path):
                modules[-1]["lessons"].append(_compile_lesson(page, slugs))
        elif page["live"]:
            open_path = page["path"]
            modules.append(
                {
                    "key": str(page["translation_key"]),
                    "slug": page["slug"],
                    "title": page["title"],
                    "lessons": [],
                }
            )
        else:
            open_path = ""
    content = {"modules": [module for module in modules if module["lessons"]]}
    name_parts(content)
    return content


def compile_rule(
    course_page: Mapping[str, Any], content: Mapping[str, Any], pages: list[dict[str, Any]]
) -> dict[str, Any]:
    """The rule of a course: the boxes of its page, and the numbers of modules to choose from."""
    here = {module["key"] for module in content["modules"]}
    needed = {str(page["translation_key"]): page["modulepage__needed_count"] for page in pages}
    return make_rule(
        lessons=course_page["coursepage__completion_lessons"],
        checks=course_page["coursepage__completion_checks"],
        sessions=course_page["coursepage__completion_sessions"],
        score=course_page["coursepage__completion_score_percent"],
        choose={key: count for key, count in needed.items() if count and key in here},
    )


def _compile_lesson(page: Mapping[str, Any], slugs: dict[str, str]) -> dict[str, Any]:
    key = str(page["translation_key"])
    is_required = page["lessonpage__is_required"]
    activities: list[dict[str, Any]] = [
        {"key": "", "kind": "lesson", "required": is_required, "title": ""}
    ]
    activities += compile_activities(
        page["lessonpage__body"].raw_data, lesson_title=page["title"], is_required=is_required
    )
    return {
        "key": key,
        "slug": _slug_for(key, page["slug"], slugs),
        "title": page["title"],
        "minutes": page["lessonpage__minutes"],
        "required": is_required,
        "activities": activities,
        **({"follows": page["lessonpage__follows"]} if page["lessonpage__follows"] else {}),
    }


def _slug_for(key: str, wanted: str, slugs: dict[str, str]) -> str:
    """A lesson's address: the first it ever had, so that no link breaks. Never another lesson's.

    `slugs` maps each slug ever given in this course to its lesson's key.
    """
    for slug, owner in slugs.items():
        if owner == key:
            return slug
    slug, number = wanted, 2
    while slug in slugs or slug in PLAYER_WORDS:
        slug, number = f"{wanted}-{number}", number + 1
    slugs[slug] = key
    return slug


def _without_titles(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_titles(each) for name, each in value.items() if name != "title"}
    if isinstance(value, list):
        return [_without_titles(each) for each in value]
    return value
