"""The base of every page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from core.page_cache import mark_public


class BasePage(Page):
    """What all our page types share. Abstract: adds no table.

    A type whose page names no person, token or message says `is_public = True`: it is then kept
    in memory for a minute (see `core.page_cache`).
    """

    is_public = False

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_public:
            mark_public(request)
        return super().serve(request, *args, **kwargs)
