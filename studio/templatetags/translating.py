"""What the editor of translations says in our words, and where it leads back to."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import Course, CoursePage

register = template.Library()


@register.simple_tag
def translation_words(instance: Any) -> dict[str, Any]:
    """By wagtail-localize's own words, as its catalog in the browser has them. A query or two."""
    course = _course_of(instance) if isinstance(instance, Page) else None
    words = {
        "Stop Synced translation": _("Write this page by hand from now on"),
        "Download PO file and input translations offline": _(
            "For a program for translators: all texts of this page in one file."
        ),
        "Download PO file": _("Download the texts (PO file)"),
        "Upload translated PO file to submit translations": _(
            "And back again, with the translations in it."
        ),
        "Upload PO file": _("Upload the translated texts (PO file)"),
    }
    if course is not None:
        words["Convert to alias page"] = _("Back to the course overview")
    address = reverse("studio:course-overview", args=[course.pk]) if course is not None else ""
    return {"words": words, "overview": address}


def _course_of(page: Page) -> Course | None:
    above = CoursePage.objects.ancestor_of(page, inclusive=True)
    key = above.values_list("translation_key", flat=True).first()
    return Course.objects.filter(key=key).first() if key else None
