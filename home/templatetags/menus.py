"""`{% site_menu as menu %}`: the links that every page shows."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from home.front import door_plan as draw_door_plan
from home.menus import read_menu

register = template.Library()


@register.simple_tag(takes_context=True)
def site_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The menu; `current_url` is that of the main link which leads to where the reader is."""
    request = context.get("request")
    menu = read_menu(language=get_language() or "en", request=request)
    path = getattr(request, "path", "")
    main = (menu.courses_url, menu.goals_url, menu.dashboard_url)
    return {
        "home_url": menu.home_url,
        "courses_url": menu.courses_url,
        "goals_url": menu.goals_url,
        "providers_url": f"{menu.home_url}#providers",
        "dashboard_url": menu.dashboard_url,
        "certificate_check_url": menu.certificate_check_url,
        "contact_url": menu.contact_url,
        "footer": menu.footer,
        "search_url": f"{menu.courses_url}#search",
        "current_url": next(
            (url for url in main if path.startswith(url) and url != menu.home_url), ""
        ),
        "lists": () if _asks_for_an_address(request) else menu.lists,
    }


def _asks_for_an_address(request: Any) -> bool:
    """Pages of sign-in: a second field for an address in their foot would be taken for theirs."""
    match = getattr(request, "resolver_match", None)
    return match is not None and str(match.url_name).startswith(("account_", "mfa_"))


@register.simple_tag(takes_context=True)
def known_reader(context: dict[str, Any]) -> Any:
    """Who reads, where the view has asked already; None on a page that is the same for all.

    Asking here would spend a query and end the keeping of public pages.
    """
    return getattr(context.get("request"), "_cached_user", None)


@register.simple_tag
def door_plan() -> SafeString:
    """The drawn plan beside a sign-in."""
    return mark_safe(draw_door_plan())  # noqa: S308 (our own drawing)
