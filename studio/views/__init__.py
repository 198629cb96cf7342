"""CMS pages of the studio."""

from .catalogs import catalog_list
from .checks import run_checks
from .courses import course_list, course_overview, course_publish
from .drafts import page_draft
from .enrolling import run_enroll
from .new_course import course_new
from .one_learner import learner, learner_deed
from .people import run_roster

__all__ = [
    "catalog_list",
    "course_list",
    "course_new",
    "course_overview",
    "course_publish",
    "learner",
    "learner_deed",
    "page_draft",
    "run_checks",
    "run_enroll",
    "run_roster",
]
