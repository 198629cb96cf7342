"""`{% own_time at zone as when %}`: never a time without its zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django import template

from core.moments import say_briefly

register = template.Library()
NOT_CHOSEN: Final = "UTC"
"""The zone of an account whose holder has not said which clock is theirs."""


@register.simple_tag(takes_context=True)
def own_time(context: dict[str, Any], at: datetime, otherwise: str = NOT_CHOSEN) -> str:
    """On the clock of whoever is signed in; `otherwise` for others and for who has chosen none.
    It says which."""
    user = getattr(context.get("request"), "user", None)
    own = getattr(user, "time_zone", "") or NOT_CHOSEN
    return say_briefly(at, otherwise if own == NOT_CHOSEN else own)
