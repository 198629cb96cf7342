"""The plain pages that a person agrees to, in their present versions."""

from __future__ import annotations

from typing import Final

from django.core.cache import caches

from home.menus import best_pages
from home.models import PlainPage
from users.models import Purpose
from users.policies import Policy

SECONDS: Final = 60
PURPOSES: Final = {"terms": Purpose.TERMS, "privacy": Purpose.PRIVACY}


def read_plain_policies(language: str) -> tuple[Policy, ...]:
    """Live pages with the slugs `terms` and `privacy`. No query within the minute."""
    key = f"policies:{language}"
    policies = caches["pages"].get(key)
    if policies is None:
        pages = best_pages(PlainPage.objects.live().filter(slug__in=PURPOSES), language)
        policies = tuple(
            Policy(PURPOSES[page.slug], page.text_version, page.title, page.get_url() or "")
            for page in pages
        )
        caches["pages"].set(key, policies, SECONDS)
    return policies
