"""The pages of a course in the order that its authors want: read, and moved there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from core.page_forms import free_slug
from courses.arranging import Arrangement, Node, nodes_of, published, wanted
from courses.compiling import OutlineRefused
from courses.models import Course, CoursePage

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Placed:
    """A page of one language where it is now."""

    pk: int
    node: Node


def read_nodes(course: Course) -> list[Node]:
    """Modules and lessons of the source language. Two queries."""
    source = CoursePage.objects.filter(
        translation_key=course.key, locale__language_code=course.source_language
    )
    path = source.values_list("path", flat=True).first()
    return [placed.node for placed in _read(path)] if path else []


def read_wanted(course: Course) -> Arrangement:
    """What its authors want. Two queries."""
    return wanted(course, read_nodes(course))


def _read(path: str) -> list[Placed]:
    below = Page.objects.filter(path__startswith=path).exclude(path=path).order_by("path")
    rows = below.values("pk", "path", "translation_key", "lessonpage__minutes")
    return [Placed(row["pk"], node) for row, node in zip(rows, nodes_of(rows), strict=True)]


def refuse_hidden(tree: Sequence[Mapping[str, Any]], arrangement: Arrangement) -> None:
    """Raises OutlineRefused where a lesson that readers have would go below a module that they do
    not: everybody would lose it. `tree`: rows below the course page, live as they would be.
    """
    now = published(nodes_of(tree), ())
    rows = {str(row["translation_key"]): row for row in tree}
    for module, lessons in arrangement.modules:
        if rows[module]["live"] or module in arrangement.retired:
            continue
        for key in lessons:
            if rows[key]["live"] and now.module_of(key) != module and not arrangement.is_out(key):
                words = _(
                    "“%(lesson)s” was moved into “%(module)s”, which nobody can see yet. Publish "
                    "the module with it, or move the lesson back."
                )
                titles = {"lesson": rows[key]["title"], "module": rows[module]["title"]}
                raise OutlineRefused(words % titles)


def move_pages(course: Course, arrangement: Arrangement, *, by: User | None) -> None:
    """Put the pages of every language in this order; moves as few as possible.

    A page that is not in the arrangement stays behind those that are. Twice changes nothing.
    """
    roots = CoursePage.objects.filter(translation_key=course.key).values_list("pk", "path")
    for pk, path in roots.order_by("pk"):
        _order_modules(pk, _read(path), arrangement, by)
        _order_lessons(_read(path), arrangement, by)


def _order_modules(
    root: int, pages: list[Placed], arrangement: Arrangement, by: User | None
) -> None:
    there = {page.node.key: page.pk for page in pages if not page.node.is_lesson}
    named = [there[key] for key, _lessons in arrangement.modules if key in there]
    _order(root, list(there.values()), _then_rest(named, there.values()), by)


def _order_lessons(pages: list[Placed], arrangement: Arrangement, by: User | None) -> None:
    """Lessons of a module that has no page in this language stay where they are."""
    modules = {page.node.key: page for page in pages if not page.node.is_lesson}
    lessons = {page.node.key: page.pk for page in pages if page.node.is_lesson}
    now = {
        module: [lessons[key] for key in keys]
        for module, keys in published([page.node for page in pages], ()).modules
    }
    placed = {key for module, keys in arrangement.modules if module in modules for key in keys}
    moved = {lessons[key] for key in placed if key in lessons}
    for module, keys in arrangement.modules:
        if module not in modules:
            continue
        named = [lessons[key] for key in keys if key in lessons]
        stay = [pk for pk in now[module] if pk not in moved]
        _order(modules[module].pk, now[module], _then_rest(named, stay), by)


def _then_rest(named: list[int], others: Iterable[int]) -> list[int]:
    return [*named, *(pk for pk in others if pk not in set(named))]


def _order(parent: int, now: list[int], order: list[int], by: User | None) -> None:
    """Move what is out of order below this parent, or comes from another one."""
    staying = longest_run([now.index(pk) for pk in order if pk in now])
    keep = {now[place] for place in staying}
    previous: int | None = None
    for pk in order:
        if pk not in keep:
            _move(pk, parent, previous, by)
        previous = pk


def longest_run(places: list[int]) -> list[int]:
    """The longest ascending part of these different numbers: who stands right need not move."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tails, place)
        if at == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[at], ends[at] = place, index
        before.append(ends[at - 1] if at else -1)
    found: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(places[index])
        index = before[index]
    return found[::-1]


def _move(pk: int, parent_pk: int, after: int | None, by: User | None) -> None:
    page, parent = Page.objects.get(pk=pk), Page.objects.get(pk=parent_pk)
    if not page.is_child_of(parent):
        _free_its_slug(page, parent)
    target, pos = (parent, "first-child") if after is None else (None, "right")
    target = target or Page.objects.get(pk=after)
    # Whoever publishes the course may move; and in a course that nobody saw, its author.
    MovePageAction(page, target, pos=pos, user=by).execute(skip_permission_checks=True)


def _free_its_slug(page: Page, parent: Page) -> None:
    """Two pages of one module may not share an address. A lesson's own stays: `lesson_slugs`."""
    if not Page.objects.child_of(parent).filter(slug=page.slug).exists():
        return
    page.slug = free_slug(page.slug, below=parent)
    Page.objects.filter(pk=page.pk).update(slug=page.slug)
    if page.latest_revision is not None:
        page.latest_revision.content["slug"] = page.slug
        page.latest_revision.save(update_fields=["content"])
