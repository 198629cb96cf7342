"""The form of a page in the CMS: an empty address is made from the title."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

LONGEST = 240  # of 255 characters, so that a number fits behind it
NAMELESS = "page"  # where a title holds no letter and no digit


def free_slug(title: str, *, below: Page, page: Page | None = None) -> str:
    """Of the title, with a number behind it where a sibling of `page` has it already."""
    return first_free(title, lambda slug: not Page._slug_is_available(slug, below, page))


def first_free(title: str, is_taken: Callable[[str], bool]) -> str:
    """Of the title, with the lowest number behind it that makes it free."""
    wanted = slug = slugify(title, allow_unicode=True)[:LONGEST].strip("-") or NAMELESS
    number = 1
    while is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class PageForm(WagtailAdminPageForm):
    """Wagtail fills the address in by a script, and too late where a title is pasted and saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        title = self.cleaned_data.get("title")
        if title and self.cleaned_data.get("slug") == "":
            self.cleaned_data["slug"] = self.instance.slug or free_slug(
                title, below=self.parent_page, page=self.instance
            )
        return dict(super().clean())
