"""`{% page_numbers page as numbers %}`: the pages to offer, also where there are hundreds."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.core.paginator import Page, Paginator

register = template.Library()


@register.simple_tag
def page_numbers(page: Page[object]) -> Iterator[int | str]:
    """All of up to ten; else the first and last two and three on each side, with `…` between."""
    return page.paginator.get_elided_page_range(page.number)


@register.filter
def is_gap(number: int | str) -> bool:
    return number == Paginator.ELLIPSIS
