"""Tables of `courses`. Plain rows outlive the pages that describe them."""

from .course import Course
from .course_page import CourseFormat, CourseLevel, CoursePage
from .index_page import CourseIndexPage
from .lesson_page import LessonPage, ModulePage
from .media import MediaDocument, MediaImage, MediaRendition
from .outline import CourseOutline
from .planned_publication import PlannedPublication
from .provider import Provider
from .provider_page import ProviderPage
from .review_task import CourseReviewTask
from .run import CourseRun, EnrollmentMode, Release, RunState
from .run_part import RunPart
from .theme import Theme

__all__ = [
    "Course",
    "CourseFormat",
    "CourseIndexPage",
    "CourseLevel",
    "CourseOutline",
    "CoursePage",
    "CourseReviewTask",
    "CourseRun",
    "EnrollmentMode",
    "LessonPage",
    "MediaDocument",
    "MediaImage",
    "MediaRendition",
    "ModulePage",
    "PlannedPublication",
    "Provider",
    "ProviderPage",
    "Release",
    "RunPart",
    "RunState",
    "Theme",
]
