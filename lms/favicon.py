"""The address that browsers try by themselves, for example beside a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """To our mark, whose own address changes with its content. Kept for a day."""
    return HttpResponseRedirect(static("mark.svg"))
