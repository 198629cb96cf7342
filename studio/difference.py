"""All that changed in a course since readers last got something, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page as PaginatedPage
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.compare import (
    BlockComparison,
    ChoiceFieldComparison,
    FieldComparison,
    StreamBlockComparison,
    StreamFieldComparison,
    TextDiff,
)
from wagtail.models import Page

from courses.models import Course, CoursePage
from courses.tree import read_wanted

PAGES = 20


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """`html` is escaped by Wagtail, with what is new and what is gone marked."""

    label: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class PageDifference:
    """`fields` is empty where nothing differs that an author writes: order, or a language."""

    page: Page
    title: str
    is_new: bool
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a draft stands, and what tells its text from every other of its page."""

    pk: int
    language: str
    path: str
    key: UUID
    revision: int
    created_at: datetime


def read_marks(course: Course) -> list[Mark]:
    """Of all pages with a draft, without their texts. Two queries."""
    fields = ("pk", "locale__language_code", "path", "translation_key", "latest_revision")
    rows = changed_pages(course).values_list(*fields, "latest_revision__created_at")
    return [Mark(*row) for row in rows]


def drop_taken_out(course: Course, marks: Sequence[Mark]) -> list[Mark]:
    """Without what was taken out of the course: readers never get it. Two queries, if anything was
    arranged.
    """
    if course.arrangement is None and not course.retired_keys:
        return list(marks)
    order = read_wanted(course)
    return [mark for mark in marks if not order.is_out(str(mark.key))]


def changed_pages(course: Course) -> QuerySet[Page]:
    """Pages of the course with a draft, in every language, in reading order. Two queries."""
    paths = CoursePage.objects.filter(translation_key=course.key).values_list("path", flat=True)
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    pages = Page.objects.filter(below, has_unpublished_changes=True)
    pages = pages.exclude(latest_revision=None).select_related("latest_revision", "locale")
    return pages.order_by("path")


def read_differences(
    marks: Sequence[Mark], request: HttpRequest, number: str
) -> PaginatedPage[PageDifference]:
    """Twenty changed pages, each with the fields that differ from what readers have."""
    paginator: Paginator[Mark] = Paginator(marks, PAGES)
    found: Any = paginator.get_page(number)
    pages = Page.objects.filter(pk__in=[mark.pk for mark in found.object_list])
    pages = pages.select_related("latest_revision", "locale").order_by("path")
    found.object_list = [_compare(page, request) for page in pages]
    read: PaginatedPage[PageDifference] = found
    return read


def _compare(page: Page, request: HttpRequest) -> PageDifference:
    drafted = page.latest_revision.as_object()
    is_new = not page.live
    before = page.specific if page.live else type(drafted)()
    fields = tuple(_fields(before, drafted, request, is_new=is_new))
    return PageDifference(page, drafted.title, is_new, fields)


def _fields(
    before: Page, after: Page, request: HttpRequest, *, is_new: bool
) -> Iterator[FieldDifference]:
    """Of a new page all that it says, as new; not its address, which nobody had."""
    panel = after.get_edit_handler().get_bound_panel(instance=after, request=request, form=None)
    for compare in panel.get_comparison():
        comparison = compare(before, after)
        if not comparison.is_field or (is_new and comparison.field.name == "slug"):
            continue
        html = _new_html(comparison) if is_new else _html(comparison)
        if html:
            yield FieldDifference(comparison.field_label(), html)


def _new_html(comparison: FieldComparison) -> SafeString:
    """Nobody had what a field holds before anybody writes: it is not taken out."""
    is_default = not comparison.has_changed()
    if isinstance(comparison, ChoiceFieldComparison):
        comparison.val_a = ""
    elif type(comparison) is FieldComparison:
        is_said = comparison.val_b is not None and not (
            is_default and isinstance(comparison.val_b, bool)
        )
        changes = [("addition", comparison.val_b)] if is_said else []
        return TextDiff(changes).to_html()
    return _html(comparison)


def _html(comparison: FieldComparison) -> SafeString:
    """Of a body only the blocks that differ: the rest is counted, for a lesson is long.

    Empty where nothing differs but numbers of items.
    """
    if not comparison.has_changed():
        return SafeString("")
    if not isinstance(comparison, StreamFieldComparison):
        return comparison.htmldiff()
    before, after = comparison.val_a, comparison.val_b
    both = StreamBlockComparison(
        comparison.field.stream_block, True, True, before, after
    ).get_block_comparisons()
    parts = [_block_html(each) for each in both if _differs(each)]
    same = len(both) - len(parts)
    if not parts and [each.id for each in before] == [each.id for each in after]:
        return SafeString("")
    if not parts:
        parts = [format_html("<p>{}</p>", _("Its parts stand in another order."))]
    elif same:
        words = ngettext("%(n)d part is as it was.", "%(n)d parts are as they were.", same)
        parts.append(format_html('<p class="meta">{}</p>', words % {"n": same}))
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _differs(block: BlockComparison) -> bool:
    """Items of a list that were stored without a number get another at each reading: that alone is
    no difference.
    """
    if not block.has_changed() or block.is_new() or block.is_deleted():
        return bool(block.has_changed())
    before, after = (block.block.get_prep_value(each) for each in (block.val_a, block.val_b))
    return _without_ids(before) != _without_ids(after)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        is_item = {"type", "value"} <= value.keys()
        return {
            name: _without_ids(each)
            for name, each in value.items()
            if not (is_item and name == "id")
        }
    return [_without_ids(each) for each in value] if isinstance(value, list) else value


def _block_html(block: BlockComparison) -> SafeString:
    if block.is_new():
        kind, html = "addition", block.htmlvalue(block.val_b)
    elif block.is_deleted():
        kind, html = "deletion", block.htmlvalue(block.val_a)
    else:
        kind, html = "", block.htmldiff()
    return format_html('<div class="comparison__child-object {}">{}</div>', kind, html)
