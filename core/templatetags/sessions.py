"""Does the browser bring a session? For pages that say the same to all but ask a fragment."""

from __future__ import annotations

from typing import Any

from django import template

from core.page_cache import has_session

register = template.Library()


@register.simple_tag(takes_context=True)
def may_know_reader(context: dict[str, Any]) -> bool:
    """False for a stranger, who need not ask a fragment about themselves. No query, no `Vary`."""
    request = context.get("request")
    return request is not None and has_session(request)
