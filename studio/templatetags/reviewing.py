"""In the preview of a draft: what was said about a place, and the way to say something."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from courses.models import Course
from studio.comments import open_comments
from studio.guests import links_of

register = template.Library()


@register.inclusion_tag("studio/review/place.html", takes_context=True)
def review_place(context: Context, place: str) -> dict[str, Any]:
    """The comments at this place with a form, where the page is read for a review."""
    reading = getattr(context["request"], "review", None)
    if reading is None:
        return {"reading": None}
    refused = reading.refused if reading.refused and reading.refused.place == place else None
    return {
        "reading": reading,
        "place": place,
        "is_whole_page": place == reading.whole_page,
        "comments": reading.at(place),
        "refused": refused,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("studio/review/counts.html")
def review_counts(course: Course) -> dict[str, Any]:
    """What was said about the drafts, with the ways to it and to the difference. Three queries."""
    return {
        "course": course,
        "count": open_comments(course).count(),
        "guests": list(links_of(course)),
    }
