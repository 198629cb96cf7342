"""What a careful colleague would say about drafts before they are published."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page

from .finding import Finding, placed
from .media import find_media_advice, find_weights
from .texts import find_text_advice


def find_advice(pages: Sequence[Page]) -> dict[int, list[Finding]]:
    """By page id; pages as their authors left them. Two queries for all of them."""
    weights = find_weights(pages)
    return {
        page.pk: [
            placed(finding, page)
            for finding in (
                *find_text_advice(page),
                *find_media_advice(page),
                *weights.get(page.pk, ()),
            )
        ]
        for page in pages
    }
