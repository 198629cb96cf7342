"""Which words of the interface no speaker has read yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from studio.catalogs import read_catalogs


def catalog_list(request: HttpRequest) -> HttpResponse:
    """For whoever keeps all providers: the secretariat and administrators."""
    if not request.user.has_perm("courses.manage_all_providers"):
        raise Http404
    return render(request, "studio/catalog_list.html", {"lines": read_catalogs()})
