"""What a new course of each format begins with: modules and lessons that say what belongs in them.

Plain data. `create_course` makes pages of it; the pages keep only the code of their part, so that
what belongs there is told to authors in their own language, and to nobody else.
"""

from .parts import course_guidance, guidance
from .plans import LessonPlan, ModulePlan, Skeleton, skeleton_of

__all__ = [
    "LessonPlan",
    "ModulePlan",
    "Skeleton",
    "course_guidance",
    "guidance",
    "skeleton_of",
]
