"""Forms of public pages carry no token, since such pages are kept: their origin is asked."""

from __future__ import annotations

from django.http import HttpRequest

from core.origin import host_of


def comes_from_us(request: HttpRequest) -> bool:
    """Whether the page that sent this form is one of this site. Browsers say so with each POST."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return host_of(origin) == request.get_host()
