"""Tables of `courses`. Plain rows outlive the pages that describe them."""

from .course import Course
from .outline import CourseOutline
from .provider import Provider
from .run import CourseRun, RunState

__all__ = ["Course", "CourseOutline", "CourseRun", "Provider", "RunState"]
