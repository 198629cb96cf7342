"""Public pages are the same for everybody, so they are kept for a minute and cost no query.

Opt-in: a view (or a page type with `is_public = True`) calls `mark_public(request)`. Kept only for
GET without a session cookie, and only while the answer sets no cookie and varies by none.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

View = Callable[..., HttpResponse]
SECONDS = 60
KEPT_HEADERS = ("Content-Type", "Content-Language", "Link", "Last-Modified")


def mark_public(request: HttpRequest) -> None:
    """Say that this answer names no person, token or message."""
    request.is_public_page = True  # type: ignore[attr-defined]


def has_session(request: HttpRequest) -> bool:
    """Whether the reader may be somebody we know. Nobody who has no session meets another's page:

    only readers without one are answered from memory.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def keep_public_pages(view: View) -> View:
    """Answer from memory where a public page was kept; else keep what the view marked."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "GET" or has_session(request):
            return view(request, *args, **kwargs)
        address = f"{request.get_host()}{request.get_full_path()}"
        key = hashlib.sha256(address.encode()).hexdigest()
        kept = caches["pages"].get(key)
        if kept is not None:
            content, headers = kept
            return HttpResponse(content, headers=headers)
        response = view(request, *args, **kwargs)
        if getattr(request, "is_public_page", False) and response.status_code == 200:
            _keep_when_rendered(key, response)
        return response

    return wrapped


def _keep_when_rendered(key: str, response: HttpResponse) -> None:
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.add_post_render_callback(functools.partial(_keep, key))
    else:
        _keep(key, response)


def _keep(key: str, response: HttpResponse) -> None:
    if response.cookies or "cookie" in response.get("Vary", "").lower() or response.streaming:
        return
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    caches["pages"].set(key, (response.content, headers), SECONDS)
