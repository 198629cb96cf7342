"""What the templates of the public pages of courses show beside what their authors wrote."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from courses.cards import cover_url, read_cards
from courses.catalogue import read_catalogue
from courses.course_view import read_course_view
from courses.models import Course, CourseIndexPage, CoursePage, ProviderPage


def show_catalogue(page: CourseIndexPage, request: HttpRequest) -> dict[str, Any]:
    return {"catalogue": read_catalogue(request)}


def show_provider(page: ProviderPage, request: HttpRequest) -> dict[str, Any]:
    """The cards of all courses that this provider offers, in whichever language they have."""
    courses = Course.objects.offered().filter(provider__key=page.translation_key)
    keys = courses.values_list("key", flat=True)
    return {"cards": read_cards(request, keys=keys)}


def show_course(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    if getattr(request, "is_preview", False):
        page.draw()  # else drawn when it is saved
    return {
        "course": read_course_view(page, request),
        "goals": page.goals.all(),
        "targets": page.targets.all(),
        "cover_url": cover_url(page.cover_image),
    }
