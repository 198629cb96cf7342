"""Search over the courses: the catalogue does it, its address is shareable."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from home.menus import read_menu


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Leads to the catalogue in the reader's language with the words that were asked for."""
    menu = read_menu(language=get_language() or "en", request=request)
    words = request.GET.get("q", "").strip()[:100]
    query = f"?{urlencode({'q': words})}" if words else ""
    return redirect(f"{menu.courses_url}{query}")
