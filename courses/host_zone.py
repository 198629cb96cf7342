"""In which zone a run is probably planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.models import Course, CourseRun, Provider

if TYPE_CHECKING:
    from users.models import User

NO_ZONE = "UTC"  # of an account whose holder has not chosen one
SECRETARIATS_ZONE = "Asia/Seoul"


def zone_of_provider(provider: Provider) -> str:
    """That of its newest run, or "". One query."""
    runs = CourseRun.objects.filter(course__provider=provider).order_by("-pk")
    return runs.values_list("time_zone", flat=True).first() or ""


def zone_of_course(course: Course) -> str:
    """That of its newest run, or of its provider's. At most two queries."""
    zones = course.runs.order_by("-pk").values_list("time_zone", flat=True)
    return zones.first() or zone_of_provider(course.provider)


def own_zone(person: User) -> str:
    """The one they chose, or ""."""
    return "" if person.time_zone == NO_ZONE else person.time_zone
