"""In the preview of a draft: what was said about a place, and the way to say something."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from courses.models import Course
from studio.comments import open_comments
from studio.guests import last_published_at, links_of
from users.models import GuestLink

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
    """What was said about the drafts, with the ways to it and to the difference. Three queries, and
    one where an expert has judged.
    """
    guests = list(links_of(course))
    return {
        "course": course,
        "count": open_comments(course).count(),
        "guests": guests,
        "verdicts": _of_this_draft(course, guests),
    }


def _of_this_draft(course: Course, guests: list[GuestLink]) -> list[GuestLink]:
    """Who judged since readers last got something: older verdicts are about what they have."""
    given = [(link, link.verdict_at) for link in guests if link.verdict_at]
    last = last_published_at(course) if given else None
    return [link for link, at in given if last is None or at > last]
