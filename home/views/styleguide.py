"""Every component once, with its states."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.samples import read_samples

THEMES = ("light", "dark")


def styleguide(request: HttpRequest) -> HttpResponse:
    """`?theme=light` or `dark` names the theme; without it the reader's system decides."""
    theme = request.GET.get("theme", "")
    context = {**read_samples(), "theme": theme if theme in THEMES else ""}
    return render(request, "home/styleguide.html", context)
