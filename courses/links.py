"""Links that lead to nothing on this site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from wagtail.models import Site


def is_dead(address: str) -> bool:
    """Whether this is an address of our site that nothing answers. Another site's is not asked."""
    parts, own = urlsplit(address), urlsplit(settings.LMS_SITE_URL)
    if parts.netloc and parts.netloc != own.netloc:
        return False
    if not parts.path.startswith("/"):
        return parts.scheme in {"http", "https"} and not parts.netloc
    language = get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with override(language):
        try:
            match = resolve(parts.path)
        except Resolver404:
            return True
        return match.view_name == "wagtail_serve" and not _is_page(parts.path, language)


def _is_page(path: str, language: str) -> bool:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return False
    homes = site.root_page.get_translations(inclusive=True)
    home = homes.filter(locale__language_code=language).first()
    if home is None:
        return False
    steps = [step for step in path.split("/") if step][1:]
    try:
        home.specific.route(HttpRequest(), steps)
    except Http404:
        return False
    return True
