"""How a message greets its reader."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override


def greet(name: str, language: str) -> str:
    """By name in the polite form of that language; without one in words that need none."""
    with_name, without_name = _words(language)
    return with_name % {"name": name} if name else without_name


@cache
def _words(language: str) -> tuple[str, str]:
    """Kept, since each message of a sending asks."""
    with override(language):
        return _("Hello %(name)s"), _("Hello")
