"""`{% own_time at as when %}`: never a time without its zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from core.moments import say_briefly

register = template.Library()


@register.simple_tag(takes_context=True)
def own_time(context: dict[str, Any], at: datetime) -> str:
    """On the clock of whoever is signed in; UTC for others, and it says so."""
    user = getattr(context.get("request"), "user", None)
    return say_briefly(at, getattr(user, "time_zone", "") or "UTC")
