"""Answers at addresses that are a key, and forms there that need no cookie."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.encoding import iri_to_uri

from core.origin import host_of

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)


def seal(response: AnyResponse) -> AnyResponse:
    """Kept by nobody, found by no search, and no other site learns the address."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def comes_from_us(request: HttpRequest) -> bool:
    """Whether a browser says that a page of ours sent this form."""
    origin = request.headers.get("Origin", "")
    return host_of(origin) == request.get_host()


def lead_out(response: HttpResponse, url: str) -> HttpResponse:
    """To another host after a form: our content security policy forbids a redirect there."""
    response["Refresh"] = f"0; url={iri_to_uri(url)}"
    return seal(response)
