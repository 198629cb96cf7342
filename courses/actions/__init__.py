"""Verbs of `courses`."""

from .create_provider import ProviderRefused, create_provider
from .invite import invite_administrator
from .publish_course import (
    Audience,
    publish_course,
    publish_course_of_page,
)

__all__ = [
    "Audience",
    "ProviderRefused",
    "create_provider",
    "invite_administrator",
    "publish_course",
    "publish_course_of_page",
]
