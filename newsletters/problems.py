"""One thing that is wrong with an issue, or worth a second look, and the way to where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from newsletters.models import NewsletterIssuePage

DESK = "newsletter-issues:desk"


@dataclass(frozen=True, slots=True)
class Problem:
    """`is_blocking`: stops publication; else advice. `url` is where it is mended."""

    title: str
    text: str
    url: str
    is_blocking: bool


def edit_url(page: NewsletterIssuePage, block_id: str = "") -> str:
    """The editor of the page; of one under translation that is the editor of translations."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return f"{url}#block-{block_id}-section" if block_id else url


def of_the_whole(
    page: NewsletterIssuePage, text: str, *, is_blocking: bool, url: str = ""
) -> Problem:
    return Problem(str(page.title), text, url or edit_url(page), is_blocking)
