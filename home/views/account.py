"""The one part of the header that knows the reader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def account_fragment(request: HttpRequest) -> HttpResponse:
    """Signed in: a menu with the name. Else the same link that stood there. Never kept."""
    response = render(request, "slots/header_account.html")
    response["Cache-Control"] = "private, no-store"
    return response
