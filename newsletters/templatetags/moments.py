"""`{% moment at zone %}` and `{% own_moment at %}`: never a time without its zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from newsletters.cms.zones import say_moment
from users.territories import known_time_zone

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], at: datetime, zone: str) -> str:
    """In the zone in which it was planned, and on the reader's own clock."""
    return say_moment(at, zone, own_zone=_own_zone(context))


@register.simple_tag(takes_context=True)
def own_moment(context: dict[str, Any], at: datetime) -> str:
    """On the reader's own clock."""
    return say_moment(at, _own_zone(context))


def _own_zone(context: dict[str, Any]) -> str:
    user = getattr(context.get("request"), "user", None)
    return known_time_zone(getattr(user, "time_zone", "UTC"))
