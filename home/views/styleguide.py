"""Every component once, with its states."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

THEMES = ("light", "dark")


def styleguide(request: HttpRequest) -> HttpResponse:
    """`?theme=light` or `dark` names the theme; without it the reader's system decides."""
    theme = request.GET.get("theme", "")
    return render(request, "home/styleguide.html", {"theme": theme if theme in THEMES else ""})
