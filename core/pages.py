"""The base of every page, and the door through which a page gets what its template shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from core.page_cache import mark_public
from core.page_forms import PageForm

ContextReader = Callable[[Any, HttpRequest], dict[str, Any]]
_readers: dict[type[Page], ContextReader] = {}


def show_with(page_type: type[Page], reader: ContextReader) -> None:
    """Let `reader(page, request)` give the template of this page type what it shows.

    Called in an app's `apps.py`: so a page model holds content, and knows nothing of what is read
    around it.
    """
    _readers[page_type] = reader


class BasePage(Page):
    """What all our page types share. Abstract: adds no table.

    A type whose page names no person, token or message says `is_public = True`: it is then kept
    in memory for a minute (see `core.page_cache`).
    """

    is_public = False
    base_form_class = PageForm

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_public:
            mark_public(request)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        reader = _readers.get(type(self))
        return {**context, **reader(self, request)} if reader else context
