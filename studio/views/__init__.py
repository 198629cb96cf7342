"""CMS pages of the studio."""

from .checks import run_checks
from .courses import course_list, course_new, course_overview, course_publish
from .enrolling import run_enroll

__all__ = [
    "course_list",
    "course_new",
    "course_overview",
    "course_publish",
    "run_checks",
    "run_enroll",
]
