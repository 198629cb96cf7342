"""What the public pages of courses show. Every function has a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import CourseIndexPage, CoursePage, ProviderPage


def read_catalogue(page: CourseIndexPage, filters: Mapping[str, str]) -> list[CoursePage]:
    from courses.models import CoursePage

    return list(CoursePage.objects.live().descendant_of(page))


def courses_of_provider(page: ProviderPage) -> list[CoursePage]:
    from courses.models import CoursePage

    return list(CoursePage.objects.live().descendant_of(page))


def read_course_view(page: CoursePage) -> CoursePage:
    return page
