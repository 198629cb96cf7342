"""Door: an app above tells whether learners hang on a course.

`learning` registers its probe in its `apps.py`:

    register_enrollment_probe(lambda course: Enrollment.objects.filter(run__course=course).exists())

Without a probe no course has enrollments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import Course

EnrollmentProbe = Callable[["Course"], bool]

_probes: list[EnrollmentProbe] = []


def register_enrollment_probe(probe: EnrollmentProbe) -> None:
    """Ask `probe` before a course is compiled without its author. Registering twice is harmless."""
    if probe not in _probes:
        _probes.append(probe)


def has_enrollments(course: Course) -> bool:
    """Whether a change to this course may touch somebody."""
    return any(probe(course) for probe in _probes)
