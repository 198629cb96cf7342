"""CMS pages of the studio."""

from .checks import run_checks
from .courses import course_list, course_new, course_overview, course_publish
from .drafts import page_draft
from .enrolling import run_enroll

__all__ = [
    "course_list",
    "course_new",
    "course_overview",
    "course_publish",
    "page_draft",
    "run_checks",
    "run_enroll",
]
