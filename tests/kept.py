"""What a web process keeps of pages for a minute."""

from django.core.cache import caches

KEPT = ("pages", "template_fragments")


def forget_pages() -> None:
    """As a process that just started."""
    for alias in KEPT:
        caches[alias].clear()
