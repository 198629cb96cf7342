"""The pages of a course put in another order: a few statements, however many pages are moved.

Wagtail moves one page at a time and shifts all that stand behind it each time. What its move does
is done here for all at once: the place in the tree and the address, its two signals, and a line in
the log for each page that was moved, none for those that only made room. What it keeps for search
and of references holds neither place nor address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry
from wagtail.signals import post_page_move, pre_page_move

from courses.arranging import Arrangement
from courses.freshness import course_rearranged
from courses.models import Course, CoursePage
from courses.placing import Place, children_of, find_places, movers, wanted_order

if TYPE_CHECKING:
    from users.models import User

# The first character of a path on its way: no page has one that begins so.
AWAY = "~"


@dataclass(frozen=True, slots=True)
class Move:
    """A page that goes elsewhere, also where that is another place below the same parent."""

    page: Page
    before: Page
    after: Page
    url_before: str
    url_after: str


def move_pages(course: Course, arrangement: Arrangement, *, by: User | None) -> None:
    """Put the pages of every language in this order; moves as few as possible.

    A page that is not in the arrangement stays behind those that are. Twice changes nothing.
    """
    moved: dict[str, list[Page]] = {}
    roots = CoursePage.objects.filter(translation_key=course.key).order_by("pk")
    for pk, path, language in roots.values_list("pk", "path", "locale__language_code"):
        pages = _lock(path)
        if _move(pages, pk, arrangement, by):
            moved[language] = [*pages.values()]
    if moved:
        keys = {page.translation_key for pages in moved.values() for page in pages}
        course_rearranged(course, keys=keys, is_source=course.source_language in moved)


def _lock(path: str) -> dict[int, Page]:
    """The course page at this path and all below it, as they are once nobody else changes them."""
    pages = Page.objects.filter(path__startswith=path)
    list(pages.order_by("pk").select_for_update().values_list("pk"))
    return {page.pk: page for page in pages.order_by("path")}


def _move(pages: Mapping[int, Page], root: int, arrangement: Arrangement, by: User | None) -> bool:
    now = children_of(pages)
    after = wanted_order(pages, root, now, arrangement)
    goals = [(pk, parent) for parent, order in after.items() for pk in movers(now[parent], order)]
    if not goals:
        return False
    parents = {pk: parent for parent, order in now.items() for pk in order}
    places = find_places(pages, root, now, after)
    moves = [
        Move(
            page=pages[pk],
            before=pages[parents[pk]],
            after=pages[parent],
            url_before=pages[pk].url_path,
            url_after=places[pk].url_path,
        )
        for pk, parent in goals
    ]
    for move in moves:
        _announce(pre_page_move, move)
    _write(pages, places)
    for move in moves:
        _announce(post_page_move, move, is_marked=True)
    _log(moves, by)
    return True


def _write(pages: Mapping[int, Page], places: Mapping[int, Place]) -> None:
    """No two pages may share a path at any moment, also within one statement: so all that change
    step aside first.
    """
    changed = [pages[pk] for pk, place in places.items() if _place_of(pages[pk]) != place]
    renamed = [page for page in changed if page.slug != places[page.pk].slug]
    for page in changed:
        place = places[page.pk]
        page.path, page.url_path = place.path, place.url_path
        page.slug, page.numchild = place.slug, place.numchild
    aside = Page.objects.filter(pk__in=[page.pk for page in changed])
    aside.update(path=Concat(Value(AWAY), Substr("path", 2)))
    Page.objects.bulk_update(changed, ["path", "url_path", "slug", "numchild"])
    for page in renamed:
        _rename_draft(page)


def _place_of(page: Page) -> Place:
    return Place(page.path, page.url_path, page.slug, page.numchild)


def _rename_draft(page: Page) -> None:
    if page.latest_revision is not None:
        page.latest_revision.content["slug"] = page.slug
        page.latest_revision.save(update_fields=["content"])


def _announce(signal: Any, move: Move, **more: Any) -> None:
    """`is_marked`: the course of these pages is marked as changed already, once for all."""
    signal.send(
        sender=move.page.specific_class or Page,
        instance=move.page,
        parent_page_before=move.before,
        parent_page_after=move.after,
        url_path_before=move.url_before,
        url_path_after=move.url_after,
        **more,
    )


def _log(moves: Iterable[Move], by: User | None) -> None:
    """As Wagtail logs each."""
    context = get_active_log_context()
    lines = [
        PageLogEntry(
            page=move.page,
            content_type=ContentType.objects.get_for_model(Page),
            label=move.page.get_admin_display_title(),
            action="wagtail.reorder" if move.url_before == move.url_after else "wagtail.move",
            timestamp=timezone.now(),
            user=by or context.user,
            uuid=context.uuid,
            data={"source": _name(move.before), "destination": _name(move.after)},
        )
        for move in moves
    ]
    PageLogEntry.objects.bulk_create(lines)


def _name(page: Page) -> dict[str, Any]:
    return {"id": page.pk, "title": page.get_admin_display_title()}
