"""The outline as rows: modules and lessons with their states and where each is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage
from courses.skeletons import guidance


@dataclass(frozen=True, slots=True)
class Row:
    """A module (`minutes` is None) or a lesson. `add_url`: where a module gets its next lesson.

    `edit_url` is for whoever may edit it, `read_url` for whoever reads it alone. `guidance`: what
    belongs there, while nothing stands there. `is_empty`: a lesson without content.
    """

    title: str
    edit_url: str
    read_url: str
    add_url: str
    minutes: int | None
    state: str
    depth: int
    guidance: str = ""
    is_empty: bool = False
    is_required: bool = True

    @property
    def is_module(self) -> bool:
        return self.minutes is None


def read_rows(page: CoursePage, drafted: Mapping[int, Page]) -> tuple[Row, ...]:
    """`drafted`: what the authors left, by the page's id; else a row shows what readers have."""
    found = (
        Page.objects.descendant_of(page)
        .order_by("path")
        .values_list(
            "pk",
            "draft_title",
            "live",
            "has_unpublished_changes",
            "lessonpage__minutes",
            "lessonpage__is_required",
            "depth",
        )
    )
    return tuple(
        Row(
            title=title,
            edit_url=edit_url(pk),
            read_url=reverse("studio:page-draft", args=[pk]),
            add_url=add_url(LessonPage, below=pk) if minutes is None else "",
            minutes=getattr(drafted.get(pk), "minutes", minutes),
            state=_state(is_live, has_changes),
            depth=depth,
            guidance=_guidance(drafted.get(pk)),
            is_empty=is_empty_lesson(drafted.get(pk)),
            is_required=getattr(drafted.get(pk), "is_required", is_required is not False),
        )
        for pk, title, is_live, has_changes, minutes, is_required, depth in found
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
