"""The outline as rows: modules and lessons with their states and where each is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from courses.arranging import Arrangement, arranged_paths, nodes_of, wanted
from courses.models import Course, CoursePage, LessonPage, ModulePage
from courses.skeletons import guidance


@dataclass(frozen=True, slots=True)
class Row:
    """A module (`minutes` is None) or a lesson. `add_url`: where a module gets its next lesson.

    `edit_url` is for whoever may edit it, `read_url` for whoever reads it alone. `guidance`: what
    belongs there, while nothing stands there. `is_empty`: a lesson without content. `place` counts
    from 1 among `siblings`; `module_key` is "" for a module.
    """

    pk: int
    key: str
    module_key: str
    title: str
    edit_url: str
    read_url: str
    add_url: str
    minutes: int | None
    state: str
    place: int
    siblings: int
    guidance: str = ""
    is_empty: bool = False

    @property
    def is_module(self) -> bool:
        return self.minutes is None


def read_rows(
    course: Course, page: CoursePage, drafted: Mapping[int, Page]
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The outline in the order that its authors want, and what they took out of it. A query.

    `drafted`: what the authors left, by the page's id; else a row shows what readers have.
    """
    tree = list(
        Page.objects.descendant_of(page)
        .order_by("path")
        .values(
            "pk",
            "path",
            "translation_key",
            "draft_title",
            "live",
            "has_unpublished_changes",
            "lessonpage__minutes",
        )
    )
    order = wanted(course, nodes_of(tree))
    paths = arranged_paths(nodes_of(tree), order)
    there = sorted((row for row in tree if row["path"] in paths), key=lambda r: paths[r["path"]])
    gone = [row for row in tree if row["path"] not in paths]
    places = _places(there)
    rows = tuple(_row(row, drafted, order, *places[str(row["translation_key"])]) for row in there)
    return rows, tuple(
        _row(row, drafted, order) for row in gone if str(row["translation_key"]) in order.retired
    )


def _places(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """By key: its place among its siblings, and how many there are."""
    groups: list[list[str]] = [[]]
    for row in rows:
        if row["lessonpage__minutes"] is None:
            groups[0].append(str(row["translation_key"]))
            groups.append([])
        else:
            groups[-1].append(str(row["translation_key"]))
    return {key: (at, len(group)) for group in groups for at, key in enumerate(group, start=1)}


def _row(
    row: Mapping[str, Any],
    drafted: Mapping[int, Page],
    order: Arrangement,
    place: int = 0,
    of: int = 0,
) -> Row:
    pk, minutes, key = row["pk"], row["lessonpage__minutes"], str(row["translation_key"])
    return Row(
        pk=pk,
        key=key,
        module_key=order.module_of(key) or "",
        title=row["draft_title"],
        edit_url=edit_url(pk),
        read_url=reverse("studio:page-draft", args=[pk]),
        add_url=add_url(LessonPage, below=pk) if minutes is None else "",
        minutes=getattr(drafted.get(pk), "minutes", minutes),
        state=_state(row["live"], row["has_unpublished_changes"]),
        place=place,
        siblings=of,
        guidance=_guidance(drafted.get(pk)),
        is_empty=is_empty_lesson(drafted.get(pk)),
    )


def is_empty_lesson(drafted: Page | None) -> bool:
    return isinstance(drafted, LessonPage) and not drafted.body


def _guidance(drafted: Page | None) -> str:
    """Of an empty lesson, and of a module without a summary, that a skeleton gave a part."""
    if isinstance(drafted, ModulePage) and not drafted.summary:
        return str(guidance(drafted.part))
    if isinstance(drafted, LessonPage) and not drafted.body:
        return str(guidance(drafted.part))
    return ""


def add_url(page_type: type[Page], *, below: int) -> str:
    """Where a page of this type is added below the page with this id."""
    options = page_type._meta
    return reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, below])


def edit_url(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _state(is_live: bool, has_changes: bool) -> str:
    if not is_live:
        return "DRAFT"
    return "CHANGED" if has_changes else "LIVE"
