"""`{% site_menu as menu %}`: the links that every page shows."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from home.front import city_plan as draw_city_plan
from home.menus import read_menu

register = template.Library()


@register.simple_tag(takes_context=True)
def site_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The menu, with the link to where the reader is marked as current."""
    request = context.get("request")
    menu = read_menu(language=get_language() or "en")
    path = getattr(request, "path", "")
    main = [
        {
            "label": link.label,
            "url": link.url,
            "is_current": path.startswith(link.url) and link.url != menu.home_url,
        }
        for link in menu.main
    ]
    return {
        "home_url": menu.home_url,
        "search_url": f"{menu.courses_url}#search",
        "courses_url": menu.courses_url,
        "contact_url": menu.contact_url,
        "main": main,
        "footer": menu.footer,
    }


@register.simple_tag
def city_plan() -> SafeString:
    """The large drawn plan, as on the first page."""
    return mark_safe(draw_city_plan())  # noqa: S308 (our own drawing)
