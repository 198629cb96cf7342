"""Where each page of a course is to go. Asks nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wagtail.models import Page

from core.page_forms import first_free
from courses.arranging import STEP, Arrangement

# The children of each page by its id, in the order of reading: the course page first, then modules.
Order = Mapping[int, list[int]]


@dataclass(frozen=True, slots=True)
class Place:
    """What a page is to have."""

    path: str
    url_path: str
    slug: str
    numchild: int


def children_of(pages: Mapping[int, Page]) -> dict[int, list[int]]:
    """As the tree has it. `pages`: in the order of their paths."""
    at = {page.path: pk for pk, page in pages.items()}
    children: dict[int, list[int]] = {pk: [] for pk in pages}
    for pk, page in pages.items():
        if page.path[:-STEP] in at:
            children[at[page.path[:-STEP]]].append(pk)
    return children


def wanted_order(
    pages: Mapping[int, Page], root: int, now: Order, arrangement: Arrangement
) -> dict[int, list[int]]:
    """Lessons of a module that has no page in this language stay where they are."""
    there = {str(page.translation_key): pk for pk, page in pages.items()}
    named = {
        there[module]: [there[key] for key in keys if key in there]
        for module, keys in arrangement.modules
        if module in there
    }
    placed = {pk for order in named.values() for pk in order}
    modules = [*named, *(pk for pk in now[root] if pk not in named)]
    return {
        root: modules,
        **{
            module: [*named.get(module, ()), *(pk for pk in now[module] if pk not in placed)]
            for module in modules
        },
    }


def movers(now: list[int], order: list[int]) -> Iterator[int]:
    """What is out of order, or comes from elsewhere."""
    at = {pk: place for place, pk in enumerate(now)}
    staying = {now[place] for place in longest_run([at[pk] for pk in order if pk in at])}
    return (pk for pk in order if pk not in staying)


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


def find_places(pages: Mapping[int, Page], root: int, now: Order, after: Order) -> dict[int, Place]:
    """Of every page from the course page down. Where the order stays, so do the numbers."""
    page = pages[root]
    places = {root: Place(page.path, page.url_path, page.slug, page.numchild)}
    for parent, order in after.items():
        slugs = _slugs(pages, now[parent], order)
        for number, pk in enumerate(order, start=1):
            page, above = pages[pk], places[parent]
            path = Page._get_path(above.path, page.depth, number)
            places[pk] = Place(
                path=above.path + page.path[-STEP:] if order == now[parent] else path,
                url_path=f"{above.url_path}{slugs[pk]}/",
                slug=slugs[pk],
                numchild=page.numchild + len(after.get(pk, now[pk])) - len(now[pk]),
            )
    return places


def _slugs(pages: Mapping[int, Page], now: list[int], order: list[int]) -> dict[int, str]:
    """Two pages of one module may not share an address: who comes gets a number.

    A lesson's own address stays: `lesson_slugs`.
    """
    stay = set(now) & set(order)
    slugs = {pk: pages[pk].slug for pk in stay}
    taken = set(slugs.values())
    for pk in order:
        if pk not in stay:
            slug = pages[pk].slug
            slugs[pk] = first_free(slug, taken.__contains__) if slug in taken else slug
            taken.add(slugs[pk])
    return slugs
