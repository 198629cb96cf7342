"""Our own icons: 20 px grid, 1.75 px lines, ink of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

CIRCLE = '<circle cx="10" cy="10" r="7.25"/>'
ICONS = {
    "account": '<circle cx="10" cy="7" r="3.5"/><path d="M3.5 17c.5-3.3 3-5 6.5-5s6 1.7 6.5 5"/>',
    "alert": f'{CIRCLE}<path d="M10 6v4.5M10 13.5v.1"/>',
    "back": '<path d="M16 10H4M9 5l-5 5 5 5"/>',
    "busy": '<path d="M16.5 10A6.5 6.5 0 1 1 13 4.25"/>',
    "calendar": '<path d="M3 5h14v12H3zM3 8.5h14M6.5 3v3.5M13.5 3v3.5"/>',
    "chart": '<path d="M3 17h14M5.5 14V9M10 14V4M14.5 14v-3"/>',
    "city": (
        '<path d="M3 17V7l5-3v13M8 17h9V9H8M11 12h.1M14 12h.1M11 14.5h.1M14 14.5h.1'
        'M5.5 9h.1M5.5 12h.1"/>'
    ),
    "clock": f'{CIRCLE}<path d="M10 5.75V10l3 2"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "down": '<path d="m5 7.5 5 5 5-5"/>',
    "download": '<path d="M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13"/>',
    "drag": '<path d="M7.5 5h.1M12.5 5h.1M7.5 10h.1M12.5 10h.1M7.5 15h.1M12.5 15h.1"/>',
    "eye": (
        '<path d="M2 10c2-3.6 4.7-5.3 8-5.3s6 1.7 8 5.3c-2 3.6-4.7 5.3-8 5.3S4 13.6 2 10z"/>'
        '<circle cx="10" cy="10" r="2.5"/>'
    ),
    "filter": '<path d="M3 5.5h14M5.5 10h9M8 14.5h4"/>',
    "globe": (
        f'{CIRCLE}<path d="M2.75 10h14.5M10 2.75c2.4 2.2 3.4 4.6 3.4 7.25S12.4 15 10 17.25'
        'C7.6 15 6.6 12.65 6.6 10S7.6 4.95 10 2.75z"/>'
    ),
    "mail": '<path d="M2.5 4.5h15v11h-15zM2.5 5.5l7.5 6 7.5-6"/>',
    "onward": '<path d="M4 10h12M11 5l5 5-5 5"/>',
    "people": (
        '<circle cx="7.5" cy="7" r="3"/><path d="M2 16.5c.3-3 2.5-4.5 5.5-4.5s5.2 1.5 5.5 4.5'
        'M13 4.3a3 3 0 0 1 0 5.4M15 12.5c1.8.6 2.8 2 3 4"/>'
    ),
    "picture": (
        '<path d="M3 4h14v12H3zM3 13l4-4 3.5 3.5L13 10l4 4"/><circle cx="12.5" cy="7.5" r="1"/>'
    ),
    "play": '<path d="M6 4v12l10-6z"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "question": (
        f'{CIRCLE}<path d="M7.9 7.9c.2-1.3 1-2 2.2-2 1.3 0 2.1.8 2.1 1.9 0 1.6-2.1 1.7-2.1 3.4'
        'M10 13.9v.1"/>'
    ),
    "search": '<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 4 4"/>',
    "text": '<path d="M4 5h12M4 10h12M4 15h7"/>',
    "tick": '<path d="m4 10.5 4 4 8-9"/>',
    "warning": '<path d="M10 3 2.5 16.5h15zM10 8v4M10 14.2v.1"/>',
}
TURNING = frozenset({"back", "onward"})


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str, class_name: str = "") -> SafeString:
    """A drawing beside a word, hidden from screen readers. Arrows turn in right-to-left text.

    An unknown name draws an empty frame (the route's open stop is one): `{% icon "none" %}`.
    """
    classes = "icon icon--turns" if name in TURNING else "icon"
    if class_name:
        classes = f"{classes} {class_name}"
    return format_html(
        '<svg class="{}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        mark_safe(ICONS.get(name, "")),  # noqa: S308 (a constant of this module)
    )
