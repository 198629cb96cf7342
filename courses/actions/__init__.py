"""Verbs of `courses`."""

from .create_course import CourseRefused, create_course, first_summary
from .create_provider import ProviderRefused, create_provider
from .invite import invite_administrator
from .publish_course import (
    Audience,
    publish_approved_course,
    publish_course,
)

__all__ = [
    "Audience",
    "CourseRefused",
    "ProviderRefused",
    "create_course",
    "create_provider",
    "first_summary",
    "invite_administrator",
    "publish_approved_course",
    "publish_course",
]
