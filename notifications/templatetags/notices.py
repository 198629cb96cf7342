"""`{% new_notices user as count %}`: how much happened that this person has not looked at."""

from __future__ import annotations

from django import template

from notifications.reading import count_new
from users.models import User

register = template.Library()


@register.simple_tag
def new_notices(user: User) -> int:
    """One query."""
    return count_new(user)
